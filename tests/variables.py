"""The environment variables that the processes know."""

from __future__ import annotations

import re

from tests.markdown import text

READ = re.compile(r'(?:env|keys)\.\w+\(\s*"(?:KAPOK_)?([A-Z_]+)"')

FILES = ("shared/config.py", "shared/issuers.py")


def known() -> set[str]:
    """Those that settings read, by their whole names."""
    return {f"KAPOK_{name}" for file in FILES for name in READ.findall(text(file))}
