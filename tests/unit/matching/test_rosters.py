"""The roster: most places, then least cost, checked against other solvers; and what it is compared with."""

from __future__ import annotations

import datetime as dt
from array import array
from collections import Counter
from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from services.matching.facts.domain import Offer, Shift
from services.matching.rosters import constraints, overlaps
from services.matching.rosters.assignment import Figures, Filled, figures
from services.matching.rosters.baselines import at_random, greedy
from services.matching.rosters.components import components
from services.matching.rosters.problem import Options, Problem
from services.matching.rosters.solving import assign, solve

MIDNIGHT = dt.datetime(2018, 2, 13, 16, tzinfo=dt.UTC)
PARTS = ("morning", "afternoon", "evening")


def shift(number: int, start: int = 8, hours: int = 4, capacity: int = 1) -> Shift:
    """A shift that starts at an hour of 2018-02-14 in China."""
    starts_at, ends_at = (MIDNIGHT + dt.timedelta(hours=hour) for hour in (start, start + hours))
    return Shift(f"s-{number:02d}", "p", starts_at, ends_at, capacity, "order", None, 14, "440100", 23.0, 113.0)


def problem(shifts: list[Shift], offers: list[Offer], costs: dict[tuple[int, int], int]) -> Problem:
    """A problem with these costs by shift and offer; other pairs are no options."""
    options = []
    for s in range(len(shifts)):
        mine = sorted((offer, cost) for (of, offer), cost in costs.items() if of == s)
        options.append(Options(array("q", [o for o, _ in mine]), array("q", [c for _, c in mine]), 0))
    return Problem(shifts, offers, options)


@st.composite
def flat_problems(draw: st.DrawFn) -> Problem:
    """Shifts of one morning with capacities, and one offer of each volunteer: no overlaps."""
    shifts = [shift(n, capacity=draw(st.integers(1, 3))) for n in range(draw(st.integers(1, 6)))]
    offers = [Offer(f"v-{n}", dt.date(2018, 2, 14), "morning") for n in range(draw(st.integers(1, 8)))]
    pairs = [(s, o) for s in range(len(shifts)) for o in range(len(offers))]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=len(pairs)))
    return problem(shifts, offers, {pair: draw(st.integers(-10_000, 60_000)) for pair in chosen})


@st.composite
def overlapping_problems(draw: st.DrawFn) -> Problem:
    """Few shifts of any length in all parts of a day, and volunteers who offer several parts: overlaps abound."""
    shifts = [
        shift(n, draw(st.integers(7, 21)), draw(st.integers(1, 14)), draw(st.integers(1, 2)))
        for n in range(draw(st.integers(1, 4)))
    ]
    day = dt.date(2018, 2, 14)
    offers = sorted(Offer(f"v-{n}", day, part) for n in range(draw(st.integers(1, 2))) for part in PARTS)
    pairs = [(s, o) for s, one in enumerate(shifts) for o, offer in enumerate(offers) if offer.fits(one)]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=len(pairs))) if pairs else []
    return problem(shifts, offers, {pair: draw(st.integers(-10_000, 60_000)) for pair in chosen})


def best_by_scipy(given_problem: Problem) -> tuple[int, int]:
    """Places filled and their cost by the Hungarian method, with a row for each place and a high price for none."""
    rows = [s for s, one in enumerate(given_problem.shifts) for _ in range(one.capacity)]
    dear = 10_000_000
    matrix = np.full((len(rows), len(given_problem.offers) + len(rows)), dear, dtype=np.int64)
    for row, s in enumerate(rows):
        options = given_problem.options[s]
        for offer, cost in zip(options.offers, options.costs, strict=True):
            matrix[row, offer] = cost
    costs = matrix[linear_sum_assignment(matrix)]
    filled = costs[costs < dear]
    return len(filled), int(filled.sum())


def every_option(given_problem: Problem) -> Iterator[Filled]:
    """All options of a problem."""
    for s, options in enumerate(given_problem.options):
        for offer, cost in zip(options.offers, options.costs, strict=True):
            yield Filled(s, offer, cost)


def allowed(given_problem: Problem, places: tuple[Filled, ...] | list[Filled]) -> bool:
    """Whether places keep every rule, written as plainly as can be."""
    by_shift = Counter(place.shift for place in places)
    if any(count > given_problem.shifts[s].capacity for s, count in by_shift.items()):
        return False
    if len({place.offer for place in places}) < len(places):
        return False
    return not any(
        given_problem.offers[one.offer].volunteer_ref == given_problem.offers[other.offer].volunteer_ref
        and given_problem.shifts[one.shift].overlaps(given_problem.shifts[other.shift])
        for one, other in combinations(places, 2)
    )


def best_by_trying(given_problem: Problem) -> tuple[int, int]:
    """Places filled and their cost, by looking at every set of options, the larger ones first."""
    options = list(every_option(given_problem))
    for size in range(min(len(options), 6), 0, -1):
        costs = [
            sum(place.cost for place in some) for some in combinations(options, size) if allowed(given_problem, some)
        ]
        if costs:
            return size, min(costs)
    return 0, 0


def score(places: list[Filled]) -> tuple[int, int]:
    """Places filled and their cost."""
    return len(places), sum(place.cost for place in places)


@given(flat_problems())
@settings(max_examples=150, deadline=None)
def test_without_overlaps_the_roster_is_as_good_as_the_hungarian_method(given_problem: Problem) -> None:
    """As many places, at the same cost; and no other assignment beats it."""
    solved = assign(given_problem)
    assert allowed(given_problem, solved)
    assert best_by_scipy(given_problem) == score(solved)


@given(overlapping_problems())
@settings(max_examples=150, deadline=None)
def test_with_overlaps_the_roster_is_as_good_as_trying_everything(given_problem: Problem) -> None:
    """Overlaps are excluded, and what remains is still the best."""
    solved = assign(given_problem)
    assert allowed(given_problem, solved)
    assert best_by_trying(given_problem) == score(solved)


@given(st.one_of(flat_problems(), overlapping_problems()))
@settings(max_examples=100, deadline=None)
def test_the_greedy_and_the_random_assignment_keep_the_rules_and_are_never_better(given_problem: Problem) -> None:
    """Fewer places, or as many at no less cost."""
    best = len(assign(given_problem)), -sum(place.cost for place in assign(given_problem))
    for other in (greedy(given_problem), at_random(given_problem), at_random(given_problem, seed=7)):
        assert allowed(given_problem, other)
        assert best >= (len(other), -sum(place.cost for place in other))


@given(overlapping_problems())
@settings(max_examples=30, deadline=None)
def test_the_same_problem_has_the_same_roster(given_problem: Problem) -> None:
    """Down to the last place."""
    assert solve(given_problem) == solve(given_problem)


def test_a_long_morning_excludes_the_afternoon_of_the_same_volunteer() -> None:
    """Two volunteers, a morning from 7 to 20 and an afternoon: both places are filled, by different people."""
    shifts = [shift(0, 7, 13), shift(1, 13)]
    day = dt.date(2018, 2, 14)
    offers = [Offer("v-1", day, "afternoon"), Offer("v-1", day, "morning"), Offer("v-2", day, "afternoon")]
    solved = assign(problem(shifts, offers, {(0, 1): 1, (1, 0): 1, (1, 2): 900}))
    assert [Filled(0, 1, 1), Filled(1, 2, 900)] == solved


def test_a_night_reaches_into_the_next_morning() -> None:
    """The parts may be of different days."""
    shifts = [shift(0, 22, 10), shift(1, 24 + 7)]
    offers = [Offer("v-1", dt.date(2018, 2, 14), "evening"), Offer("v-1", dt.date(2018, 2, 15), "morning")]
    assert [Filled(1, 1, 5)] == assign(problem(shifts, offers, {(0, 0): 7, (1, 1): 5}))


def test_overlaps_are_found_behind_a_shorter_shift() -> None:
    """A long shift overlaps the third one, though the second one lies between them."""
    shifts = [shift(0, 7, 12), shift(1, 8, 1), shift(2, 18)]
    offers = [Offer("v-1", dt.date(2018, 2, 14), part) for part in ("a", "b", "c")]
    given_problem = problem(shifts, offers, {(n, n): 0 for n in range(3)})
    found = overlaps.find_overlaps(given_problem, list(every_option(given_problem)))
    assert [(0, 1), (0, 2)] == found


def test_shifts_that_nobody_can_take_are_in_no_component() -> None:
    """The others are together when they share an offer, directly or not."""
    shifts = [shift(n) for n in range(5)]
    offers = [Offer(f"v-{n}", dt.date(2018, 2, 14), "morning") for n in range(3)]
    given_problem = problem(shifts, offers, {(0, 0): 1, (1, 0): 1, (1, 1): 1, (2, 1): 1, (4, 2): 1})
    assert [[0, 1, 2], [4]] == components(given_problem)


def test_the_figures_tell_fill_coverage_and_cost() -> None:
    """Of two shifts with three places, one is covered, by two."""
    shifts = [shift(0, capacity=2), shift(1)]
    offers = [Offer(f"v-{n}", dt.date(2018, 2, 14), "morning") for n in range(2)]
    given_problem = problem(shifts, offers, {(0, 0): 5, (0, 1): -2})
    assert Figures(2, 3, 1, 2, 3) == figures(given_problem, assign(given_problem))


def test_nothing_to_solve_is_solved() -> None:
    """No shifts, no places."""
    assert Figures(0, 0, 0, 0, 0) == solve(Problem([], [], [])).figures


def test_costs_beyond_the_solvers_range_are_an_error() -> None:
    """Rather than a wrong sum."""
    offers = [Offer(f"v-{n}", dt.date(2018, 2, 14), "morning") for n in range(2)]
    with pytest.raises(RuntimeError, match="not solved"):
        assign(problem([shift(0), shift(1)], offers, {(0, 0): 0, (0, 1): 2**62, (1, 1): 2**62}))


def test_a_search_without_an_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rather than an answer that may not be the best."""
    monkeypatch.setattr(constraints, "PATIENCE", 0.0)
    shifts = [shift(n, 7 + n, 6) for n in range(6)]
    offers = [Offer(f"v-{n}", dt.date(2018, 2, 14), "morning") for n in range(3)]
    costs = {(s, o): s * o for s in range(6) for o in range(3)}
    with pytest.raises(overlaps.UnsolvedError):
        constraints.most_places_least_cost(problem(shifts, offers, costs), range(6), [])
