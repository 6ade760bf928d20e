"""Among equals in cost who serves less is preferred, and nothing else changes."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.matching.facts.domain import Offer
from services.matching.rosters.assignment import Filled, figures, gini
from services.matching.rosters.coarse import coarse
from services.matching.rosters.pairing import pair
from services.matching.rosters.policy import COARSE, EVEN, Evenness
from services.matching.rosters.problem import Problem, make_problem
from services.matching.rosters.solving import assign
from tests.bench import province
from tests.unit.matching.test_rosters import (
    allowed,
    every_option,
    flat_problems,
    overlapping_problems,
    problem,
    score,
    shift,
)

DAY = dt.date(2018, 2, 14)
BY_HOURS = Evenness(metres=1, step=60, steps=60)


def with_minutes(given_problem: Problem, lately: list[int]) -> Problem:
    """The same, where volunteers have served so much lately."""
    return replace(given_problem, lately=lately, evenness=BY_HOURS)


@st.composite
def uneven(draw: st.DrawFn, problems: st.SearchStrategy[Problem]) -> Problem:
    """A problem with few different costs, and with minutes for each offer."""
    given_problem = draw(problems)
    cheap = [
        replace(one, costs=type(one.costs)("q", [cost % 3 for cost in one.costs])) for one in given_problem.options
    ]
    lately = [draw(st.integers(0, 600)) for _ in given_problem.offers]
    return with_minutes(replace(given_problem, options=cheap), lately)


@given(uneven(st.one_of(flat_problems(), overlapping_problems())))
@settings(max_examples=150, deadline=None)
def test_it_costs_neither_a_place_nor_a_metre(given_problem: Problem) -> None:
    """As many places at the same cost as where nobody is preferred."""
    solved = assign(given_problem)
    assert allowed(given_problem, solved)
    assert score(assign(replace(given_problem, evenness=None))) == score(solved)


@given(uneven(flat_problems()))
@settings(max_examples=100, deadline=None)
def test_of_all_equals_those_who_serve_least_are_taken(given_problem: Problem) -> None:
    """No other assignment of as many places and that cost has people who served less, in whole hours."""
    solved = assign(given_problem)
    options = list(every_option(given_problem))
    if len(options) > 14:
        return
    equals = [
        some
        for some in combinations(options, len(solved))
        if allowed(given_problem, some) and sum(one.cost for one in some) == score(solved)[1]
    ]

    def hours(places: list[Filled] | tuple[Filled, ...]) -> int:
        return sum(given_problem.lately[place.offer] // 60 for place in places)

    assert hours(solved) == min(map(hours, equals))


def test_what_a_roster_gives_counts_on_its_later_days() -> None:
    """Two who cost the same, and three days: nobody serves on all."""
    shifts = [replace(shift(0, 8 + 24 * n), ref=f"s-{n}") for n in range(3)]
    offers = [Offer(ref, DAY + dt.timedelta(n), "morning") for ref in ("v-1", "v-2") for n in range(3)]
    costs = {(n, o): 5 for n in range(3) for o, offer in enumerate(offers) if offer.day == DAY + dt.timedelta(n)}
    even = with_minutes(problem(shifts, offers, costs), [0] * 6)
    taken = [offers[place.offer].volunteer_ref for place in assign(even)]
    assert [1, 2] == sorted(taken.count(ref) for ref in ("v-1", "v-2"))


def test_minutes_are_those_of_the_policys_days() -> None:
    """By arrays as one by one; of versions before nobody is preferred."""
    inputs = coarse(province.inputs(300, 20), EVEN)
    found = pair(inputs, EVEN)
    assert found == make_problem(inputs, EVEN)
    first = {offer.volunteer_ref: minutes for offer, minutes in zip(found.offers, found.lately, strict=True)}
    assert set(found.served) == {ref for ref in first if found.served.get(ref)}
    assert any(first.values())
    assert pair(inputs, COARSE).evenness is None


def test_minutes_are_spread_more_evenly_in_a_province() -> None:
    """As many places, where more offer their time than are needed; it costs few metres of way in all."""
    drawn = coarse(province.inputs(4_000, 120), EVEN)
    inputs = replace(drawn, shifts=[replace(one, capacity=1 + one.capacity // 10) for one in drawn.shifts])
    even, plain = ((one, assign(one)) for one in (pair(inputs, EVEN), pair(inputs, COARSE)))
    metres = {
        (s, o): c for s, some in enumerate(plain[0].options) for o, c in zip(some.offers, some.costs, strict=True)
    }
    cost = sum(metres[place.shift, place.offer] for place in even[1])
    spread, before = figures(*even), figures(*plain)
    assert spread.filled == before.filled
    assert cost < 1.02 * before.total_cost
    assert spread.gini_of_minutes < before.gini_of_minutes  # type: ignore[operator]


@pytest.mark.parametrize(("values", "expected"), [([], 0), ([0, 0], 0), ([5, 5, 5], 0), ([0, 0, 0, 8], 0.75)])
def test_gini_is_0_where_all_have_the_same(values: list[int], expected: float) -> None:
    """And near 1 where one has all."""
    assert expected == gini(values)


def test_of_few_people_it_is_not_told_how_evenly_they_serve() -> None:
    """It would tell of two how much one serves more than the other."""
    shifts = [shift(0)]
    for people, told in ((9, None), (10, 0.9)):
        offers = [Offer(f"v-{n}", DAY, "morning") for n in range(people)]
        given_problem = problem(shifts, offers, {(0, n): n for n in range(people)})
        found = figures(given_problem, assign(given_problem)).gini_of_minutes
        assert told == (None if found is None else round(found, 4))
