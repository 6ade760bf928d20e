"""Ends: a last day that is set on what began earlier. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from shared.rules.faults import Fault, Refused


def ended(facts: Mapping[str, Any], start: str, end: str, last: dt.date) -> dict[str, str]:
    """The field that says the last day, once that is set.

    Args:
        facts: as JSON values.
        start, end: the names of the first and the last day's fields.

    Raises:
        Refused: the last day would be before the first.
    """
    if last < dt.date.fromisoformat(facts[start]):
        raise Refused(Fault(end, f"before_{start}"))
    return {end: last.isoformat()}
