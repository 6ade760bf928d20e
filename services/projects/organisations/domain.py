"""Who answers for what an organisation runs, as of a day (rules-network.md 1). Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

Organisations = Mapping[str, Mapping[str, Any]]
"""What is known of organisations, by reference, as JSON values."""


def responsible(organisations: Organisations, reference: str, day: dt.date) -> str | None:
    """The organisation that answers on a day for what one of them runs: itself until the day of its dissolution.

    From that day on it is the successor, or in its turn the successor's; nobody where none is known, and where
    organisations succeed each other in a circle.
    """
    answering, seen = reference, set[str]()
    while answering in organisations and answering not in seen:
        if not _is_dissolved(organisations[answering], day):
            return answering
        seen.add(answering)
        answering = organisations[answering].get("successor_ref") or ""
    return None


def _is_dissolved(organisation: Mapping[str, Any], day: dt.date) -> bool:
    dissolved_on = organisation.get("dissolved_on")
    return dissolved_on is not None and dt.date.fromisoformat(dissolved_on) <= day
