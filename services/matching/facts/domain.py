"""What matching knows: shifts, volunteers, and the parts of days that volunteers offer."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from shared.clock import CHINA
from shared.regions import city_of

NOON, FIVE = 12, 17


@dataclass(frozen=True)
class Shift:
    """A time slot of a post with `capacity` places, complete with what its post and its site say."""

    ref: str
    project_ref: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    capacity: int
    service: str
    skill_required: str | None
    minimum_age: int
    region_code: str
    latitude: float
    longitude: float
    organisation_ref: str | None = None

    @cached_property
    def day(self) -> dt.date:
        """The day in China on which it starts."""
        return self.starts_at.astimezone(CHINA).date()

    @cached_property
    def part_of_day(self) -> str:
        """A shift that starts before 12:00 is a morning's, before 17:00 an afternoon's, else an evening's."""
        hour = self.starts_at.astimezone(CHINA).hour
        return "morning" if hour < NOON else "afternoon" if hour < FIVE else "evening"

    @cached_property
    def city_code(self) -> str:
        """The city of its site."""
        return city_of(self.region_code)

    def overlaps(self, other: Shift) -> bool:
        """Whether both go on at some moment; one that starts when the other ends does not overlap it."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


@dataclass(frozen=True)
class Volunteer:
    """What decides whether a volunteer may take a place, and what it costs."""

    number: str
    ref: str
    home_region_code: str
    skills: frozenset[str]
    verified: bool
    guardian_consent_on: dt.date | None
    birth_date: dt.date
    latitude: float
    longitude: float

    @cached_property
    def city_code(self) -> str:
        """The city in which the volunteer is registered."""
        return city_of(self.home_region_code)

    def age_on(self, day: dt.date) -> int:
        """Whole years of age on a day."""
        birthday_is_ahead = (day.month, day.day) < (self.birth_date.month, self.birth_date.day)
        return day.year - self.birth_date.year - birthday_is_ahead


@dataclass(frozen=True, order=True)
class Offer:
    """A part of a day that a volunteer offers; it takes at most one place."""

    volunteer_ref: str
    day: dt.date
    part_of_day: str

    def fits(self, shift: Shift) -> bool:
        """Whether the shift starts in it."""
        return self.day == shift.day and self.part_of_day == shift.part_of_day
