"""Texts that a spreadsheet would run as formulas, made harmless in the CSV files that it opens, and taken back."""

from __future__ import annotations

import re

GUARD = "'"
"""What stands before such a text, as people write it themselves, and before one that already had it."""
STARTS = "=+-@＝＋－＠\t\r\n"
"""How it begins (OWASP, CSV Injection): in full width, too, where a spreadsheet is set for Chinese."""
RUN = re.compile(f"{GUARD}*[{re.escape(STARTS)}]")
GUARDED = re.compile(f"{GUARD}+[{re.escape(STARTS)}]")


def guarded(text: str) -> str:
    """The text as a file shows it."""
    return GUARD + text if RUN.match(text) else text


def unguarded(text: str) -> str:
    """The text of which `guarded` made this one."""
    return text.removeprefix(GUARD) if GUARDED.match(text) else text
