"""The environment variables that the processes know."""

from __future__ import annotations

import re

from tests.markdown import text

READ = re.compile(r'(?:env|keys)\.\w+\(\s*"(?:KAPOK_)?([A-Z_]+)"')


def known() -> set[str]:
    """Those that shared/config.py reads, by their whole names."""
    return {f"KAPOK_{name}" for name in READ.findall(text("shared/config.py"))}
