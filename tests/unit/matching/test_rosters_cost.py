"""What a place costs."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.matching.facts.domain import Shift, Volunteer
from services.matching.facts.workload import Served, Workload
from services.matching.rosters.cost import cost, marks
from services.matching.rosters.policy import LANGUAGE, POLICIES, WORKLOAD
from shared.rules.distances import great_circle_metres
from shared.rules.places import PROVINCE
from shared.rules.policies import NoPolicyError, in_force

NOON = dt.datetime(2018, 3, 10, 12, tzinfo=dt.UTC)
POLICY = POLICIES[-1]
SHIFT = Shift("s", "p", NOON, NOON + dt.timedelta(hours=4), 1, "guidance", None, 14, "440100", 23.0, 113.0)
VOLUNTEER = Volunteer("KV1", "v", "440100", frozenset({"hakka"}), True, None, dt.date(1990, 1, 1), 23.0, 113.0)


@pytest.mark.parametrize(
    ("one", "other", "metres"),
    [
        ((23.0, 113.0), (23.0, 113.0), 0),
        ((0.0, 0.0), (0.0, 90.0), 10_007_543),
        ((90.0, 0.0), (-90.0, 0.0), 20_015_087),
        ((23.13, 113.26), (22.54, 114.06), 105_001),
    ],
)
def test_the_distance_is_along_the_great_circle(
    one: tuple[float, float], other: tuple[float, float], metres: int
) -> None:
    """A quarter and a half of the circumference, and from Guangzhou to Shenzhen, in whole metres."""
    assert metres == great_circle_metres(*one, *other)
    assert metres == great_circle_metres(*other, *one)


degrees = st.tuples(st.floats(20, 26), st.floats(109, 118))


@given(degrees, degrees, degrees)
def test_a_detour_is_never_shorter(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> None:
    """The triangle inequality, up to rounding."""
    assert great_circle_metres(*a, *c) <= great_circle_metres(*a, *b) + great_circle_metres(*b, *c) + 2


def test_only_more_than_the_median_weighs() -> None:
    """Who served as much as the median is not overloaded."""
    order = replace(SHIFT, service="order")
    assert [] == marks(order, VOLUNTEER, 240, 240, POLICY)
    assert [WORKLOAD] == marks(order, VOLUNTEER, 241, 240, POLICY)


@pytest.mark.parametrize(
    ("service", "skills", "expected"),
    [
        ("guidance", {"hakka", "english"}, [LANGUAGE]),
        ("priority_help", {"sign_language"}, [LANGUAGE]),
        ("guidance", {"first_aid"}, []),
        ("order", {"english"}, []),
    ],
)
def test_a_language_helps_where_people_are_spoken_to(service: str, skills: set[str], expected: list[str]) -> None:
    """Once, however many languages; at other services it does not."""
    assert expected == marks(
        replace(SHIFT, service=service), replace(VOLUNTEER, skills=frozenset(skills)), 0, 0, POLICY
    )


def test_the_cost_is_the_way_and_the_weights() -> None:
    """It may be negative."""
    assert -10_000 == cost(SHIFT, VOLUNTEER, [LANGUAGE], POLICY)
    assert 10_000 == cost(SHIFT, VOLUNTEER, [WORKLOAD, LANGUAGE], POLICY)


def test_the_workload_is_counted_by_the_instant() -> None:
    """From 30 days before the shift, that instant included, to its start, that one excluded."""
    days = [
        (NOON - dt.timedelta(days=30), 1),
        (NOON - dt.timedelta(days=30, seconds=1), 10),
        (NOON, 100),
        (NOON - dt.timedelta(seconds=1), 1_000),
    ]
    workload = Workload({"KV1": [Served(moment, minutes) for moment, minutes in days]})
    assert 1_001 == workload.minutes_before("KV1", NOON, 30)
    assert 0 == workload.minutes_before("KV2", NOON, 30)


def test_no_policy_holds_before_the_first() -> None:
    """The first one holds for every day that matters."""
    assert POLICY == in_force(POLICIES, dt.date(2018, 3, 12), PROVINCE)
    with pytest.raises(NoPolicyError):
        in_force(POLICIES, dt.date(1900, 1, 1), PROVINCE)
