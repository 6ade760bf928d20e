"""One thing that somebody has on a day, or lacks, explained. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from services.incentives.standing.entries import Entry, Window, total
from shared.sources import is_of_visit

STARS, STUDENT_STARS, POINTS, AWARD, BENEFIT = "stars", "student_stars", "points", "award", "benefit"
NOMINATION = "nomination"
PRESENCE, VISIT, OPENING = KINDS = ("presence", "visit", "opening_balance")


class Lack(NamedTuple):
    """Something that the next step takes.

    Attributes:
        what: `minutes`, `minutes_in_period`, `stars`, or the condition that fails.
        amount: how many more; None of what is no number.
    """

    what: str
    amount: int | None
    text: str


class Sum(NamedTuple):
    """Minutes of some of the entries: of a kind, or of a year."""

    of: str
    minutes: int
    entries: int


@dataclass(frozen=True)
class Explained:
    """What somebody has, and why.

    Attributes:
        of: its name: `stars`, `student_stars`, `award`, `points/<city>`, `benefit/<reference>` or
            `nomination/<reference>`.
        value: the stars or the points; None of what is no number.
        state: what a benefit or a nomination is, or whether somebody is eligible; None of what is a number.
        next: what the next step gives; None where there is none.
        policy: name, version, region and first day of the rule.
        rule: what the rule says, by name.
        window: the days on which an entry counts; None for all up to `as_of`.
        entries: those that count; their sum gives what somebody has.
        lacking: what the next step takes.
    """

    of: str
    as_of: dt.date
    value: int | None
    state: str | None
    next: int | str | None
    policy: Mapping[str, Any]
    rule: Mapping[str, Any]
    rule_text: str
    result: str
    entries: Sequence[Entry]
    window: Window | None = None
    lacking: tuple[Lack, ...] = ()

    @property
    def minutes(self) -> int:
        """Minutes of the entries that count."""
        return total(self.entries)

    @property
    def sums(self) -> list[Sum]:
        """By kind of entry; a kind without any is left out."""
        return _sums(self.entries, kind_of, KINDS)

    @property
    def years(self) -> list[Sum]:
        """By calendar year of the day of service."""
        return _sums(self.entries, _year_of, sorted({_year_of(one) for one in self.entries}))


def kind_of(entry: Entry) -> str:
    """Of what an entry is."""
    if not entry.is_presence:
        return OPENING
    return VISIT if is_of_visit(entry.id) else PRESENCE


def in_order(entries: Sequence[Entry]) -> list[Entry]:
    """Entries as pages show them: by day, then id."""
    return sorted(entries, key=lambda one: (one.day, one.id))


def _year_of(entry: Entry) -> str:
    return str(entry.day.year)


def _sums(entries: Sequence[Entry], of: Callable[[Entry], str], names: Sequence[str]) -> list[Sum]:
    parts = {name: [one for one in entries if of(one) == name] for name in names}
    return [Sum(name, total(some), len(some)) for name, some in parts.items() if some]
