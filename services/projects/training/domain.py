"""Rules of training: who has a place in a course, who passed it, and how long that counts (rules-network.md 7). Pure.

Whether an enrolment has a place depends on those that were asked for before it, and these may come later. So those of a
course are decided together, in the order of `at`, then of the reference.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from shared.rules.conditions import Conditions
from shared.rules.months import months_later
from shared.rules.places import PROVINCE
from shared.rules.policies import EVER, Policy, in_force

CATEGORIES = ("concept", "project", "team", "skill")
LEVELS = ("province", "city", "county")
ENROLLED, WAITING, PASSED, FAILED = "enrolled", "waiting", "passed", "failed"


class Asked(NamedTuple):
    """An enrolment as its course decides on it: of whom, by number, and when the place was asked for."""

    at: dt.datetime
    reference: str
    volunteer: str


class Again(NamedTuple):
    """An enrolment beside those that were asked for before it."""

    asked: Asked
    others: frozenset[str]


ENROLMENTS_POLICY = (
    Conditions(
        "enrolment/guangdong", PROVINCE, EVER, 1, (("already_enrolled", lambda one: one.asked.volunteer in one.others),)
    ),
)
"""Why an enrolment is refused [rules-network.md 7]."""


@dataclass(frozen=True)
class Passing(Policy):
    """When a course is passed.

    Attributes:
        least_attendance_per_cent: of its sessions; besides, a course with a pass mark asks for at least that.
    """

    least_attendance_per_cent: int


PASSING = (Passing("training/guangdong", PROVINCE, EVER, 1, 80),)
"""Rules of passing [rules-network.md 7]."""


@dataclass(frozen=True)
class Queue:
    """The enrolments of a course, decided together.

    Attributes:
        refused: the reason by reference.
        enrolled: the references of those that have a place.
    """

    refused: Mapping[str, str]
    enrolled: frozenset[str]


def queue(places: int, asked: Iterable[Asked], gone: Iterable[dt.datetime], policy: Conditions) -> Queue:
    """Who has a place, whatever the order in which enrolments came.

    Args:
        gone: when those asked who were erased since: an erasure decides nothing about others, so their turn is kept.
    """
    refused, enrolled, seen = dict[str, str](), set[str](), frozenset[str]()
    left = places
    for one in sorted([*asked, *(Asked(at, "", "") for at in gone)]):
        reason = policy.failing(Again(one, seen)) if one.reference else None
        if reason:
            refused[one.reference] = reason
            continue
        seen |= {one.volunteer}
        if left > 0 and one.reference:
            enrolled.add(one.reference)
        left -= 1
    return Queue(refused, frozenset(enrolled))


def policy_of(course: Mapping[str, Any], day: dt.date) -> Conditions:
    """The policy that decides on a course's enrolments on a day."""
    return in_force(ENROLMENTS_POLICY, day, course["region_code"])


def state(enrolment: Mapping[str, Any], course: Mapping[str, Any], *, has_place: bool) -> str:
    """waiting, or enrolled until there is a result: then passed or failed.

    There is one once both numbers of sessions are known; where the course has a pass mark, no score is none that
    reaches it, and of no sessions nobody attended enough (no source).
    """
    if not has_place:
        return WAITING
    attended, sessions = enrolment["sessions_attended"], enrolment["sessions"]
    if attended is None or sessions is None:
        return ENROLLED
    policy = in_force(PASSING, dt.date.fromisoformat(course["ends_on"]), course["region_code"])
    attends = sessions > 0 and 100 * attended >= policy.least_attendance_per_cent * sessions
    mark, score = course["pass_mark"], enrolment["score"]
    reaches = mark is None or (score is not None and score >= mark)
    return PASSED if attends and reaches else FAILED


def valid_to(course: Mapping[str, Any]) -> dt.date | None:
    """The last day on which a course's qualification counts; None for no end."""
    if course["valid_months"] is None:
        return None
    return months_later(dt.date.fromisoformat(course["ends_on"]), course["valid_months"])
