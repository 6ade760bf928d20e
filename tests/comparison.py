"""Two reports of a season, side by side."""

from __future__ import annotations

from collections import Counter
from typing import Any

EITHER = {"credited", "held:overlap"}


def differences(expected: dict[str, Any], found: dict[str, Any]) -> list[str]:
    """What differs, a line for each; of two records of one presence either may be the credited one."""
    lines = [
        f"{part} {name}: expected {_text(expected[part].get(name))}, found {_text(found[part].get(name))}"
        for part in ("volunteers", "rows", "attendance")
        for name in sorted(expected[part].keys() | found[part].keys())
        if expected[part].get(name) != found[part].get(name)
        and not (part == "attendance" and {expected[part].get(name), found[part].get(name)} <= EITHER)
    ]
    counts = [Counter(report["attendance"].values()) for report in (expected, found)]
    return lines + [
        f"{outcome}: expected {counts[0][outcome]} times, found {counts[1][outcome]} times"
        for outcome in sorted(counts[0].keys() | counts[1].keys())
        if counts[0][outcome] != counts[1][outcome]
    ]


def _text(value: Any) -> str:
    return "nothing" if value is None else str(value)
