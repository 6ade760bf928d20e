"""Time: stored and sent as UTC, compared and shown in Asia/Shanghai (+08:00), where Kapok's rules hold."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
"""Before all moments that are stored: a range in the store needs two ends."""


def now() -> dt.datetime:
    """This moment, aware, UTC."""
    return dt.datetime.now(dt.UTC)


def today() -> dt.date:
    """The calendar day in China."""
    return now().astimezone(CHINA).date()


def china_day(moment: dt.datetime) -> dt.date:
    """The calendar day in China on which an aware `moment` falls."""
    return moment.astimezone(CHINA).date()


def to_text(moment: dt.datetime) -> str:
    """ISO 8601 in UTC with `Z`, to the microsecond where there are any."""
    return moment.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")


def from_text(text: str) -> dt.datetime:
    """The aware moment that an ISO 8601 text with an offset names.

    Raises:
        ValueError: the text is malformed or has no offset.
    """
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"no offset from UTC in {text!r}")
    return moment
