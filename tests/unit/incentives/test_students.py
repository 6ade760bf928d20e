"""Since when somebody is a student, and what the hours of that time give."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from services.incentives.standing.domain import rate_student
from services.incentives.standing.entries import Entry
from services.incentives.students.domain import since, study
from shared.rules.spans import Span

FIRST, DAY = dt.date(2017, 9, 1), dt.date(2018, 3, 12)
FACTS = {"kind": "student", "stage": "university", "from": "2017-09-01", "to": None}


def entry(name: str, hours: int, day: dt.date) -> Entry:
    """An entry of Guangzhou."""
    return Entry(name, "440100", day, hours * 60)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Span(FIRST)),
        ({"to": "2021-07-10"}, Span(FIRST, dt.date(2021, 7, 11))),
        ({"stage": "vocational"}, None),
        ({"kind": "party_member", "stage": None}, None),
    ],
)
def test_students_of_universities_alone_study(changes: dict[str, Any], expected: Span | None) -> None:
    """The last day is included."""
    assert expected == study({**FACTS, **changes})


def test_of_several_the_latest_start_counts() -> None:
    """Of those that hold on the day: one that is over or has not begun gives nothing."""
    over, first, later = Span(dt.date(2018, 1, 1), DAY), Span(FIRST), Span(dt.date(2018, 2, 1), dt.date(2018, 4, 1))
    ahead = Span(DAY + dt.timedelta(days=1))
    assert dt.date(2018, 2, 1) == since([later, over, first, ahead], DAY)
    assert FIRST == since([first, over, ahead], DAY)
    assert since([over, ahead], DAY) is None


def test_presences_of_the_stage_count_and_nothing_else() -> None:
    """From its first day to the evaluated one; no opening balance."""
    entries = [
        entry("before", 500, FIRST - dt.timedelta(days=1)),
        entry("a", 60, FIRST),
        entry("b", 40, DAY),
        entry("after", 500, DAY + dt.timedelta(days=1)),
        entry("opening:b-1", 500, DAY),
    ]
    rated = rate_student(entries, FIRST, DAY)
    assert (6_000, 1, ["a", "b"], "stars/university") == (rated.minutes, rated.stars, rated.entries, rated.policy.name)


def test_who_is_no_student_has_nothing_of_it() -> None:
    """However many hours there are, on the day itself too."""
    rated = rate_student([entry("a", 500, DAY)], None, DAY)
    assert (0, 0, []) == (rated.minutes, rated.stars, rated.entries)
