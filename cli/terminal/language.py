"""The language of the commands: that of the locale."""

from __future__ import annotations

import os

from shared import languages


def language() -> str:
    """What LC_ALL, LC_MESSAGES or LANG names first, as POSIX has it; English where it is none of ours."""
    named = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return languages.choose([next(filter(None, named), "")])


def say(text: str) -> str:
    """A text in the language of the locale."""
    return languages.say(text, language())
