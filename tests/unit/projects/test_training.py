"""Rules of training: places in the order of instants, results, and how long a qualification counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import permutations
from typing import Any

import pytest

from services.projects.training.domain import ENROLMENTS_POLICY, Asked, Queue, queue, state, valid_to

START = dt.datetime(2018, 2, 1, tzinfo=dt.UTC)
COURSE: dict[str, Any] = {"region_code": "440100", "ends_on": "2018-08-31", "pass_mark": 60, "valid_months": 6}
RESULT: dict[str, Any] = {"sessions_attended": 4, "sessions": 5, "score": 60}


def at(minute: int) -> dt.datetime:
    """So many minutes after the beginning."""
    return START + dt.timedelta(minutes=minute)


def asked(minute: int, reference: str, volunteer: str) -> Asked:
    """Somebody asked for a place."""
    return Asked(at(minute), reference, volunteer)


def decided(places: int, some: Sequence[Asked], *gone: dt.datetime) -> Queue:
    """What becomes of enrolments."""
    return queue(places, some, gone, ENROLMENTS_POLICY[0])


FOUR = (asked(1, "c", "v-1"), asked(2, "b", "v-2"), asked(2, "a", "v-3"), asked(3, "d", "v-1"))


@pytest.mark.parametrize("order", list(permutations(FOUR)))
def test_places_go_by_instant_then_reference(order: Sequence[Asked]) -> None:
    """Whatever the order of arrival; a second enrolment of somebody takes none, and waits for none."""
    assert Queue({"d": "already_enrolled"}, frozenset({"c", "a"})) == decided(2, order)


def test_who_waits_has_asked_already() -> None:
    """A second enrolment is refused, be the first enrolled or waiting."""
    assert Queue({"b": "already_enrolled"}, frozenset()) == decided(0, [asked(1, "a", "v-1"), asked(2, "b", "v-1")])


def test_an_erasure_gives_nobody_a_place() -> None:
    """The turn of whoever is erased is kept: others stay what they were."""
    assert frozenset({"c"}) == decided(2, FOUR, at(1)).enrolled
    assert frozenset({"c", "a"}) == decided(2, FOUR, at(4)).enrolled


@pytest.mark.parametrize(
    ("result", "mark", "expected"),
    [
        ({}, 60, "passed"),
        ({"sessions_attended": 3}, 60, "failed"),
        ({"score": 59}, 60, "failed"),
        ({"score": None}, 60, "failed"),
        ({"score": None}, None, "passed"),
        ({"sessions_attended": None, "sessions": None, "score": None}, 60, "enrolled"),
        ({"sessions_attended": 0, "sessions": 0}, None, "failed"),
        ({"sessions_attended": 0}, None, "failed"),
    ],
)
def test_four_fifths_and_the_mark_pass(result: dict[str, Any], mark: int | None, expected: str) -> None:
    """Each of them exactly is enough; without a result nothing is decided."""
    assert expected == state({**RESULT, **result}, {**COURSE, "pass_mark": mark}, has_place=True)


def test_who_waits_has_no_result() -> None:
    """Whatever a row says."""
    assert "waiting" == state(RESULT, COURSE, has_place=False)


@pytest.mark.parametrize(
    ("ends_on", "months", "last"),
    [
        ("2018-08-31", 6, dt.date(2019, 2, 28)),
        ("2018-08-31", 18, dt.date(2020, 2, 29)),
        ("2018-12-15", 12, dt.date(2019, 12, 15)),
        ("2018-11-30", 1, dt.date(2018, 12, 30)),
        ("2018-12-15", 0, dt.date(2018, 12, 15)),
        ("2018-12-15", None, None),
    ],
)
def test_a_qualification_ends_on_the_same_day_months_later(ends_on: str, months: int | None, last: dt.date) -> None:
    """Or on the last day of a month that has no such day; or never."""
    assert last == valid_to({"ends_on": ends_on, "valid_months": months})
