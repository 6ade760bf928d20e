"""Fixed places: every roster keeps them and is the best of those that do; what cannot be kept is named."""

from __future__ import annotations

import datetime as dt

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from services.matching.facts.domain import Offer, Volunteer
from services.matching.facts.workload import Workload
from services.matching.rosters.assignment import Filled
from services.matching.rosters.baselines import greedy
from services.matching.rosters.fixing import fix
from services.matching.rosters.problem import Inputs, Problem
from services.matching.rosters.solving import solve
from tests import reference_milp
from tests.unit.matching.test_rosters import (
    allowed,
    every_option,
    flat_problems,
    overlapping_problems,
    problem,
    score,
    shift,
)

BORN = dt.date(1990, 1, 1)
DAY = dt.date(2018, 2, 14)


def inputs_of(given_problem: Problem, verified: bool = True) -> Inputs:
    """What a problem is made of, with volunteers who may take any place."""
    names = {offer.volunteer_ref for offer in given_problem.offers}
    volunteers = {one: Volunteer(one, one, "440100", frozenset(), verified, None, BORN, 23.0, 113.0) for one in names}
    return Inputs(given_problem.shifts, volunteers, given_problem.offers, Workload({}))


def named(given_problem: Problem, place: Filled) -> tuple[str, str]:
    """A place by its references."""
    return given_problem.shifts[place.shift].ref, given_problem.offers[place.offer].volunteer_ref


@given(st.one_of(flat_problems(), overlapping_problems()), st.data())
@settings(max_examples=150, deadline=None)
def test_a_roster_keeps_what_is_fixed_and_is_the_best_of_those(given_problem: Problem, data: st.DataObject) -> None:
    """As another solver finds it around the place; the greedy and the random one keep it, too."""
    options = list(every_option(given_problem))
    assume(options)
    place = data.draw(st.sampled_from(options))
    fixed = fix(given_problem, inputs_of(given_problem), [named(given_problem, place)])
    assert ([place], []) == (fixed.places, fixed.not_kept)
    solved = solve(given_problem, fixed)
    assert place in solved.assignment
    assert allowed(given_problem, solved.assignment)
    rest = [(one.shift, given_problem.offers[one.offer], one.cost) for one in every_option(fixed.rest)]
    others, cost = reference_milp.best_places(fixed.rest.shifts, rest)
    assert (others + 1, cost + place.cost) == score(solved.assignment)
    assert allowed(given_problem, sorted([*fixed.places, *greedy(fixed.rest)]))
    assert solved.greedy.filled <= solved.figures.filled


def morning(number: int) -> Offer:
    """What a volunteer offers."""
    return Offer(f"v-{number}", DAY, "morning")


def reasons(
    given_problem: Problem, *wanted: tuple[str, str], without: tuple[str, ...] = (), **facts: bool
) -> list[str]:
    """Why the last of some fixed places cannot be kept; the others can."""
    (found,) = fix(given_problem, inputs_of(given_problem, **facts), wanted, without).not_kept
    assert wanted[-1] == (found.shift_ref, found.volunteer_ref)
    return found.reasons


def test_what_cannot_be_kept_is_named() -> None:
    """With the conditions that fail; the place that was fixed first stays."""
    shifts = [shift(0), shift(1), shift(2, start=13)]
    given_problem = problem(shifts, [morning(0), morning(1)], {(s, o): 0 for s in (0, 1) for o in (0, 1)})
    assert ["no_place_left"] == reasons(given_problem, ("s-00", "v-0"), ("s-00", "v-1"))
    assert ["overlap", "offer_taken"] == reasons(given_problem, ("s-00", "v-0"), ("s-01", "v-0"))
    assert ["not_offered"] == reasons(given_problem, ("s-02", "v-0"))
    assert ["not_offered"] == reasons(given_problem, ("s-00", "nobody"))
    assert ["dropped_out"] == reasons(given_problem, ("s-00", "v-0"), without=("v-0",))
    assert ["unverified"] == reasons(given_problem, ("s-00", "v-0"), verified=False)
