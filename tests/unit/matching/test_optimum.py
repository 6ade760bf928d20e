"""Rosters and allocations from plain facts are as good as another program and another solver find them."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

import pytest

from services.matching.allocations.solving import allocate, figures
from services.matching.facts.domain import Offer, Shift, Volunteer
from services.matching.facts.workload import Served, workload
from services.matching.rosters.coarse import coarse
from services.matching.rosters.overlaps import find_overlaps
from services.matching.rosters.pairing import pair
from services.matching.rosters.policy import COARSE, EVEN
from services.matching.rosters.problem import Inputs
from services.matching.rosters.solving import assign, solve
from services.matching.tilts.policy import TILT
from shared.clock import CHINA
from tests import reference_milp
from tests.unit.matching.test_allocations import drawn

DAY = dt.date(2018, 2, 14)
SKILLS = ("first_aid", "english", "cantonese")


def facts(seed: int) -> tuple[list[Shift], dict[str, Volunteer], list[Offer], list[tuple[str, Served]]]:
    """Two cities and two days of short and long shifts, people of all kinds who offer several parts of a day."""
    chance = random.Random(seed)

    def place() -> tuple[float, float]:
        return chance.uniform(22.5, 23.5), chance.uniform(113, 114)

    def shift(number: int) -> Shift:
        start = dt.datetime.combine(DAY + dt.timedelta(chance.randint(0, 1)), dt.time(chance.randint(7, 20)), CHINA)
        end = start + dt.timedelta(hours=chance.choice((2, 4, 4, 9, 13)))
        asks = chance.choice((None, None, *SKILLS)), chance.choice((10, 14, 15, 18))
        where = chance.choice(("440103", "440106", "440305"))
        service = chance.choice(("guidance", "order"))
        return Shift(f"s-{number:02}", "p", start, end, chance.randint(1, 3), service, *asks, where, *place())

    def person(number: int) -> Volunteer:
        skills = frozenset(one for one in SKILLS if chance.random() < 0.5)
        consent = chance.choice((None, DAY - dt.timedelta(1), DAY + dt.timedelta(1)))
        born = dt.date(chance.choice((1980, 1990, 1999, 2000, 2004)), chance.choice((2, 6)), chance.choice((14, 15)))
        home = chance.choice(("440103", "440305"))
        return Volunteer(f"K{number}", f"v-{number:02}", home, skills, chance.random() < 0.9, consent, born, *place())

    people = {f"v-{n:02}": person(n) for n in range(24)}
    parts = [(DAY + dt.timedelta(day), part) for day in (0, 1) for part in ("morning", "afternoon", "evening")]
    offers = [Offer(ref, *one) for ref in people for one in parts if chance.random() < 0.5]
    served = [
        (f"K{chance.randrange(24)}", Served(dt.datetime.combine(DAY, dt.time(9), CHINA) - dt.timedelta(days), minutes))
        for days, minutes in ((chance.randint(1, 40), chance.choice((60, 120, 240))) for _ in range(40))
    ]
    return [shift(n) for n in range(14)], people, offers, served


def inputs(seed: int) -> Inputs:
    """The same as matching takes them, seen coarsely."""
    shifts, people, offers, served = facts(seed)
    return coarse(Inputs(shifts, people, offers, workload(served)), EVEN)


@pytest.mark.parametrize("seed", range(10))
def test_a_roster_is_the_optimum_of_another_program(seed: int) -> None:
    """From conditions and costs to the places, with overlaps; who serves less is preferred at no cost."""
    shifts, people, offers, served = facts(seed)
    best = reference_milp.best_roster(
        shifts, people, offers, [(number, one.starts_at, one.minutes) for number, one in served]
    )
    found = solve(pair(inputs(seed), EVEN)).figures
    assert best == (found.filled, found.total_cost)
    assert best[0] > 3


def test_the_cases_have_overlaps_that_matter() -> None:
    """In some of them what is best without that constraint puts people into two places at a time."""

    def without_it(seed: int) -> Inputs:
        given = inputs(seed)
        end = dt.timedelta(minutes=1)
        return replace(given, shifts=[replace(one, ends_at=one.starts_at + end) for one in given.shifts])

    clashing = 0
    for seed in range(10):
        problem = pair(inputs(seed), COARSE)
        clashing += bool(find_overlaps(problem, assign(pair(without_it(seed), COARSE))))
    assert clashing > 2


@pytest.mark.parametrize("seed", range(10))
def test_an_allocation_is_the_optimum_of_another_program(seed: int) -> None:
    """Units, sum of weights and ways, from plain needs and offers."""
    needs, offers = drawn(seed)
    found = figures(allocate(needs, offers, dt.date(2018, 5, 31), TILT))
    assert reference_milp.best_allocation(needs, offers, "2018-05-31") == (
        found.units,
        found.weighted_units,
        found.unit_metres,
    )
