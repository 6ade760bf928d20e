"""A volunteer's credited entries, and the windows of time that policies look through."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from shared.regions import city_of
from shared.sources import OPENING, SEPARATOR

BEGINNING = f"{OPENING}{SEPARATOR}"
"""How the id of an entry begins that came from an earlier system as a sum; all others are presences."""


@dataclass(frozen=True)
class Entry:
    """One entry of the hours ledger.

    Attributes:
        region_code: where it was served, GB/T 2260; it stays what it is when the volunteer moves.
        day: of service, in China; of an opening balance, the day of its statement.
        minutes: credited.
    """

    id: str
    region_code: str
    day: dt.date
    minutes: int

    @property
    def city_code(self) -> str:
        """The city that it counts for: a county's is its city."""
        return city_of(self.region_code)

    @property
    def is_presence(self) -> bool:
        """Whether it is of one presence, and no opening balance."""
        return not self.id.startswith(BEGINNING)


@dataclass(frozen=True)
class Window:
    """Days from `first` to `last`, both inside."""

    first: dt.date
    last: dt.date

    def of(self, entries: Iterable[Entry]) -> list[Entry]:
        """The entries of these days."""
        return [entry for entry in entries if self.first <= entry.day <= self.last]


def years_to_date(day: dt.date, years: int) -> Window:
    """The `years` that end on `day`: five years to 2018-03-12 begin on 2013-03-13."""
    return Window(_years_before(day, years) + dt.timedelta(days=1), day)


def calendar_years(day: dt.date, years: int) -> Window:
    """The calendar year of `day`, up to that day, and the whole ones before it, `years` in all."""
    return Window(dt.date(day.year - years + 1, 1, 1), day)


def total(entries: Iterable[Entry]) -> int:
    """Minutes in all."""
    return sum(entry.minutes for entry in entries)


def identifiers(entries: Iterable[Entry]) -> list[str]:
    """The entries' ids, sorted."""
    return sorted(entry.id for entry in entries)


def _years_before(day: dt.date, years: int) -> dt.date:
    """The same day so many years ago; the last of February where that year has no 29th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
