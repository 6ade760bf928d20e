"""A shift as the rules of hours see one, and spans of time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from services.hours.policies import AttendancePolicy, attendance_policy
from shared.clock import china_day


@dataclass(frozen=True)
class Interval:
    """A span of time, its end not included."""

    start: dt.datetime
    end: dt.datetime

    @property
    def minutes(self) -> int:
        """Whole minutes, rounded down."""
        return int((self.end - self.start).total_seconds() // 60)

    def overlaps(self, other: Interval) -> bool:
        """Whether a moment lies in both."""
        return self.start < other.end and other.start < self.end

    def cut_to(self, other: Interval) -> Interval | None:
        """The part that lies in `other`, or None."""
        if not self.overlaps(other):
            return None
        return Interval(max(self.start, other.start), min(self.end, other.end))

    def without(self, others: Iterable[Interval]) -> list[Interval]:
        """The parts of a minute and more that lie in none of the others, by time."""
        left = [self]
        for other in others:
            left = [part for one in left for part in one.outside(other)]
        return [one for one in left if one.minutes]

    def outside(self, other: Interval) -> list[Interval]:
        """The parts before and after another one, by time."""
        if not self.overlaps(other):
            return [self]
        before, after = Interval(self.start, other.start), Interval(other.end, self.end)
        return [one for one in (before, after) if one.start < one.end]


class Place(NamedTuple):
    """Where something lies: the region, and the organisation that answers for it."""

    region_code: str | None = None
    organisation_ref: str | None = None


@dataclass(frozen=True)
class Shift:
    """A shift's window, the region in which it is served, and the organisation that runs it, where that is known."""

    window: Interval
    region_code: str
    organisation_ref: str | None = None

    @cached_property
    def place(self) -> Place:
        """Where it is served, and for whom."""
        return Place(self.region_code, self.organisation_ref)

    @cached_property
    def policy(self) -> AttendancePolicy:
        """What decides on presences at it."""
        return attendance_policy(china_day(self.window.start), self.region_code)

    @cached_property
    def countable(self) -> Interval:
        """The window widened on each side: no minute outside it counts."""
        grace = dt.timedelta(minutes=self.policy.grace_minutes)
        return Interval(self.window.start - grace, self.window.end + grace)
