"""A shift as the rules of hours see one, and spans of time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

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


@dataclass(frozen=True)
class Shift:
    """A shift's window and the region in which it is served."""

    window: Interval
    region_code: str

    @cached_property
    def policy(self) -> AttendancePolicy:
        """What decides on presences at it."""
        return attendance_policy(china_day(self.window.start), self.region_code)

    @cached_property
    def countable(self) -> Interval:
        """The window widened on each side: no minute outside it counts."""
        grace = dt.timedelta(minutes=self.policy.grace_minutes)
        return Interval(self.window.start - grace, self.window.end + grace)
