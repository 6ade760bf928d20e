"""Entries of the ledger as others hear of them, and days of service, which find overlaps and copies."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from services.hours.shifts.domain import Interval
from shared import clock
from shared.rules.reversals import reversal_of
from shared.sources import AGAIN, SEPARATOR

CREDITED_AT = "credited_at"
"""When an entry was added; those of before this was kept do not say."""
DAY = dt.timedelta(days=1)
NO_DAY: dict[str, Any] = {"intervals": ()}


def told(entry: Mapping[str, Any]) -> dict[str, Any]:
    """What `hours.credited` says of an entry."""
    data = {name: value for name, value in entry.items() if name not in ("_id", CREDITED_AT)}
    for name in ("starts_at", "ends_at"):
        data[name] = clock.to_text(data[name]) if data[name] else None
    return {"entry": entry["_id"], **data}


def further(attendance: str, number: int) -> str:
    """The name of a presence's entry; the first one is called as the presence is."""
    return attendance if number == 1 else f"{AGAIN}{SEPARATOR}{number}{SEPARATOR}{attendance}"


def days_of(number: str, interval: Interval) -> list[str]:
    """The names of the days of service that an interval touches: the volunteer and each of its days in China."""
    day, last = clock.china_day(interval.start), clock.china_day(interval.end)
    names = []
    while day <= last:
        names.append(f"{number}:{day}")
        day += DAY
    return names


def reversal(entry: Mapping[str, Any], because: str) -> dict[str, Any]:
    """The entry that takes one back, on its day: whatever is summed up to a day, both are in it or neither."""
    name = entry["_id"]
    kept = {one: value for one, value in entry.items() if one != "late"}
    return {**kept, "_id": reversal_of(name), "minutes": -entry["minutes"], "reverses": name, "because": because}


def told_reversal(entry: Mapping[str, Any]) -> dict[str, Any]:
    """What `hours.reversed` says of such an entry."""
    data = {name: value for name, value in told(entry).items() if name != "policy"}
    return {**data, "minutes": -entry["minutes"]}


class ServiceDays:
    """The intervals that are credited on days of service, and which entry credits each: stored, and decided since.

    Attributes:
        stored: the documents that exist, by the name of their day.
        added: what was decided since, by day: the entry, the start and the end of each interval.
        touched: days on which another registration of the same person was credited something.
    """

    def __init__(self, stored: Mapping[str, Mapping[str, Any]]) -> None:
        self.stored = stored
        self.added: dict[str, list[list[Any]]] = defaultdict(list)
        self.touched: set[str] = set()

    def entries(self, days: Iterable[str]) -> dict[str, Interval]:
        """The entries that credit something on these days."""
        return {
            entry: Interval(start, end)
            for day in days
            for entry, start, end in (*self.stored.get(day, NO_DAY)["intervals"], *self.added.get(day, ()))
        }

    def reversed(self, days: Iterable[str]) -> set[str]:
        """Those of them that were taken back: their time is free, and copies of their presences are still known."""
        return {entry for day in days for entry in self.stored.get(day, NO_DAY).get("reversed", ())}

    def add(self, days: Iterable[str], entry: str, interval: Interval) -> None:
        """An entry credits an interval of these days."""
        for day in days:
            self.added[day].append([entry, interval.start, interval.end])

    def touch(self, days: Iterable[str]) -> None:
        """What was credited elsewhere hangs on these days."""
        self.touched.update(days)
