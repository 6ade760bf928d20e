"""Which nominations stand: in the order of their instants, then of their references (rules-network.md 12). Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable
from typing import NamedTuple

from shared import clock
from shared.rules.conditions import Conditions
from shared.rules.places import PROVINCE
from shared.rules.policies import EVER
from shared.rules.spans import Span


class Nomination(NamedTuple):
    """A nomination whose cycle, subject and nominator are known, in the order in which they are decided.

    Attributes:
        subject: whom or what it is for, by one name; of volunteers that of the person.
        nominator: who nominated, by the same kind of name as volunteers that are subjects.
    """

    at: dt.datetime
    reference: str
    subject: str
    nominator: str


class Asked(NamedTuple):
    """A nomination beside what decides on it.

    Attributes:
        days: those on which may be nominated.
        of_person: whether the subject is a volunteer.
        is_eligible: whether it is.
        is_nominated: whether an earlier nomination of it stands in the cycle.
    """

    nomination: Nomination
    days: Span
    of_person: bool
    is_eligible: bool
    is_nominated: bool


NOMINATIONS = (
    Conditions(
        "award_nomination/guangdong",
        PROVINCE,
        EVER,
        1,
        (
            ("outside_nominations", lambda one: not one.days.has(clock.china_day(one.nomination.at))),
            ("self_nomination", lambda one: one.of_person and one.nomination.subject == one.nomination.nominator),
            ("not_eligible", lambda one: not one.is_eligible),
            ("already_nominated", lambda one: one.is_nominated),
        ),
    ),
)
"""Which nominations stand [rules-network.md 12]."""


def decide(
    nominations: Iterable[Nomination], days: Span, eligible: Container[str], policy: Conditions, *, of_persons: bool
) -> dict[str, str | None]:
    """By reference why a nomination is refused, None where it stands, whatever the order in which they came.

    Args:
        nominations: all of one category of a cycle.
        eligible: the subjects that are.
    """
    decided, nominated = dict[str, str | None](), set[str]()
    for one in sorted(nominations):
        asked = Asked(one, days, of_persons, one.subject in eligible, one.subject in nominated)
        decided[one.reference] = policy.failing(asked)
        if decided[one.reference] is None:
            nominated.add(one.subject)
    return decided
