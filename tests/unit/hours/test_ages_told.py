"""What the outcomes of presences tell of an age, to who brings them on days of their choice: two birthdays."""

from __future__ import annotations

import dataclasses
import datetime as dt
from itertools import groupby

import pytest

from services.hours.attendance.domain import Credited, Decision, Held, Rejected, decide
from services.hours.people.domain import Person
from shared.rules.ages import age_on
from tests.unit.hours.test_attendance_policy import DAY, PRESENCE, SHIFT

AGES = range(100)
TOO_YOUNG, NO_CONSENT = Rejected("too_young"), Held("guardian_consent_missing")


def outcome(person: Person) -> Decision | None:
    """What is told; None for a presence that counts, which is the same for all who were there as long."""
    decision = decide(PRESENCE, SHIFT, person, [])
    return None if isinstance(decision, Credited) else decision


def born(days_before: int) -> Person:
    """Somebody born so many days before the presence, without a guardian's consent."""
    return Person(verified=True, birth_date=DAY - dt.timedelta(days=days_before), guardian_consent_on=None)


def test_without_a_consent_two_birthdays_are_told() -> None:
    """The tenth and the eighteenth, each to the day."""
    told = [(decision, list(some)) for decision, some in groupby(range(30 * 366), lambda days: outcome(born(days)))]
    assert [TOO_YOUNG, NO_CONSENT, None] == [decision for decision, _ in told]
    ages = [[age_on(DAY, born(days).birth_date) for days in some] for _, some in told]
    assert [(0, 9), (10, 17), (18, 30)] == [(min(some), max(some)) for some in ages]


def test_with_a_consent_only_the_tenth() -> None:
    """Who has one is credited like an adult."""
    told = {age: outcome(dataclasses.replace(born(age * 366), guardian_consent_on=DAY)) for age in AGES}
    assert {age: TOO_YOUNG if age < 10 else None for age in AGES} == told


@pytest.mark.parametrize("days", [11 * 366, 40 * 366])
def test_of_who_is_not_verified_only_the_tenth(days: int) -> None:
    """What is asked first hides the rest."""
    assert Held("unverified_volunteer") == outcome(dataclasses.replace(born(days), verified=False))
