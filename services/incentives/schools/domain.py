"""Who may be told of a student's record, and since when it counts (rules-network.md 11). Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from services.incentives.entitlements.domain import Consent

PURPOSE = "school_record"


def schools(consents: Iterable[Consent], day: dt.date) -> list[str]:
    """The organisations that may know a person's record at the end of a day."""
    return sorted({one.partner for one in consents if one.in_force(day)})
