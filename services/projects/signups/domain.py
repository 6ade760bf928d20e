"""Rules of sign-ups: who may have a place of a shift, and who still gives one back (rules-network.md 5). Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from services.projects.credentials.domain import Volunteer
from shared import clock
from shared.rules.ages import FULL_AGE
from shared.rules.faults import Fault
from shared.rules.spans import Span

SIGN_UP, CANCEL = ACTIONS = ("sign_up", "cancel")
CONFIRMED, WAITING, CANCELLED, CANCELLED_LATE = STATES = ("confirmed", "waiting", "cancelled", "cancelled_late")
ACTIVE = (CONFIRMED, WAITING)
SHIFT_CANCELLED = "shift_cancelled"
"""Why a sign-up is cancelled for which nobody asked."""
BELONGS = {"sign_up_ref": CANCEL, "shift_ref": SIGN_UP, "volunteer_ref": SIGN_UP}
"""Of which action a field is: there it is needed, and elsewhere it has no place."""


@dataclass(frozen=True)
class Shift:
    """A shift with what its post and project ask of volunteers.

    Attributes:
        closed: whether it takes nobody, as it was closed or cancelled.
        cancelled: whether it does not take place.
        risky: whether whoever takes part must be insured; a post whose project is unknown asks for nothing.
    """

    reference: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    capacity: int
    region_code: str
    minimum_age: int = 0
    skill: str | None = None
    licence: str | None = None
    qualification: str | None = None
    risky: bool = False
    closed: bool = False
    cancelled: bool = False

    @property
    def day(self) -> dt.date:
        """Its first day, in China."""
        return clock.china_day(self.starts_at)


class Qualification(NamedTuple):
    """What somebody passed in a course, and the days on which it counts."""

    name: str
    days: Span


class Taken(NamedTuple):
    """An active sign-up of a person."""

    sign_up: str
    shift: str
    starts_at: dt.datetime
    ends_at: dt.datetime

    def overlaps(self, shift: Shift) -> bool:
        """Whether both go on at some moment; touching is no overlap."""
        return self.starts_at < shift.ends_at and shift.starts_at < self.ends_at


@dataclass(frozen=True)
class Asked:
    """A sign-up on which is decided.

    Attributes:
        taken: the person's other active sign-ups, under whichever registration.
    """

    reference: str
    at: dt.datetime
    shift: Shift
    volunteer: Volunteer
    qualifications: tuple[Qualification, ...] = ()
    taken: tuple[Taken, ...] = ()

    @property
    def is_minor(self) -> bool:
        """Whether the volunteer is under full age on the shift's first day."""
        return self.volunteer.is_younger(FULL_AGE, self.shift.day)

    @property
    def is_qualified(self) -> bool:
        """Whether what the post asks for was passed, and counts on the shift's first day."""
        wanted, day = self.shift.qualification, self.shift.day
        return wanted is None or any(one.name == wanted and one.days.has(day) for one in self.qualifications)


@dataclass(frozen=True)
class Cancel:
    """A cancel on which is decided: whose sign-up it gives up, and in which state that is."""

    reference: str
    at: dt.datetime
    sign_up: str
    person: str
    shift: Shift
    state: str | None

    @property
    def left(self) -> dt.timedelta:
        """How long it is to the shift's start."""
        return self.shift.starts_at - self.at


def form_faults(row: Mapping[str, Any]) -> list[Fault]:
    """What a row lacks, or has too much, for its action."""
    faults = []
    for name, action in BELONGS.items():
        if row["action"] == action and row.get(name) is None:
            faults.append(Fault(name, "must be given for this action"))
        elif row["action"] != action and row.get(name) is not None:
            faults.append(Fault(name, "belongs to another action"))
    return faults


def names_sign_up(facts: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
    """Whether what a cancel names is a sign-up."""
    return bool(found["action"] == SIGN_UP)


def qualifications(courses: Iterable[tuple[str, dt.date, dt.date | None]]) -> tuple[Qualification, ...]:
    """What was passed: the qualification, its course's last day, and the last day on which it counts."""
    day = dt.timedelta(days=1)
    return tuple(Qualification(name, Span(first, last + day if last else None)) for name, first, last in courses)


def days_of(shift: Shift) -> list[str]:
    """The days on which a shift goes on, in China: one that overlaps it has one of them in common."""
    last = clock.china_day(shift.ends_at)
    return [(shift.day + dt.timedelta(days=number)).isoformat() for number in range((last - shift.day).days + 1)]
