"""Merges: two registrations are one person from a day on, until that is undone (rules-network.md 2). Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from shared import clock
from shared.rules.spans import Span


class Merge(NamedTuple):
    """Two registrations, each by its number, and the days on which they are one person."""

    reference: str
    kept: str
    merged: str
    days: Span

    def in_force(self, day: dt.date | None) -> bool:
        """Whether they are one person on a day; None for as things stand now, as far as anybody was told."""
        return self.days.end is None if day is None else self.days.has(day)


def merge_of(facts: Mapping[str, Any]) -> Merge:
    """The merge that `volunteer.merged` or `volunteer.separated` tells of."""
    undone = facts.get("undone_at")
    days = Span(_day(facts["merged_at"]), _day(undone) if undone else None)
    return Merge(facts["merge_ref"], facts["kept"], facts["merged"], days)


def stands_for(merges: Iterable[Merge], day: dt.date | None = None) -> dict[str, str]:
    """By registration that is merged away on a day, the one that stands for the person, over merges in a row.

    Of two merges of one registration the later counts; one that would close a circle counts for nothing.
    """
    direct: dict[str, str] = {}
    for merge in sorted(merges, key=lambda one: (one.days.first, one.reference)):
        if merge.in_force(day) and merge.merged not in _upwards(direct, merge.kept):
            direct[merge.merged] = merge.kept
    return {merged: list(_upwards(direct, merged))[-1] for merged in direct}


def tied_to(merges: Iterable[Merge], registration: str) -> set[str]:
    """A registration and all that are or were one person with it, over merges in a row."""
    known, ties = {registration}, list(merges)
    while more := {one for tie in ties for one in tie[1:3] if known & set(tie[1:3])} - known:
        known |= more
    return known


def _upwards(direct: Mapping[str, str], registration: str) -> Iterator[str]:
    """A registration, and those that it is merged into, the last of them merged into none."""
    yield registration
    while registration in direct:
        registration = direct[registration]
        yield registration


def _day(moment: str) -> dt.date:
    return clock.china_day(clock.from_text(moment))
