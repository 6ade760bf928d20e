"""Volunteer homes and stations: on which days one is open. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from shared.rules.faults import Fault, Refused
from shared.rules.spans import Span, intersection

STATION_KINDS = ("home", "station")
TOLD = ("station_ref", "name", "organisation_ref", "kind", "opened_on", "closed_on")

Station = Mapping[str, Any]
"""The facts of a station as JSON values; of one that was reopened also its `earlier` first days and ends."""


def open_spans(station: Station, standing: Span) -> list[Span]:
    """The days on which an accepted station is open: from its opening to the day before its closing, again and again.

    Args:
        standing: the days on which its organisation is active; on no other is the station open.
    """
    times = [*station.get("earlier", ()), [station["opened_on"], station["closed_on"]]]
    return intersection([Span(_day(first), _day(end) if end else None) for first, end in times], [standing])


def closed(station: Station, day: dt.date) -> dict[str, str]:
    """The field that says the first day on which a station is closed.

    Raises:
        Refused: it would be before the opening.
    """
    if day < _day(station["opened_on"]):
        raise Refused(Fault("closed_on", "before_opened_on"))
    return {"closed_on": day.isoformat()}


def reopened(station: Station, day: dt.date) -> dict[str, Any]:
    """What a closed station is from the day on which it is open again; when it was open before is kept.

    Raises:
        Refused: it is not closed, or not by that day.
    """
    if station["closed_on"] is None:
        raise Refused(Fault("opened_on", "not_closed"))
    if day < _day(station["closed_on"]):
        raise Refused(Fault("opened_on", "before_closed_on"))
    before = [*station.get("earlier", ()), [station["opened_on"], station["closed_on"]]]
    return {"opened_on": day.isoformat(), "closed_on": None, "earlier": before}


def told(station: Station, region_code: str) -> dict[str, Any]:
    """What others hear of a station, with the region of its site."""
    return {**{name: station[name] for name in TOLD}, "region_code": region_code}


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)
