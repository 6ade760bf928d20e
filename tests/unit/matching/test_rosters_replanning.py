"""Planning again: few places change, and what it costs is next to the best."""

from __future__ import annotations

import datetime as dt
import random
from array import array
from dataclasses import replace

import pytest

from services.matching.facts.domain import Offer, Shift
from services.matching.rosters.assignment import Filled
from services.matching.rosters.policy import COARSE
from services.matching.rosters.problem import Options, Problem
from services.matching.rosters.replanning import preferring
from services.matching.rosters.solving import assign
from shared.rules.distances import great_circle_metres

MIDNIGHT = dt.datetime(2018, 2, 13, 16, tzinfo=dt.UTC)
HOURS = {"morning": 8, "afternoon": 13, "evening": 18}
DAYS = 5
DROPPED, MOST_CHANGED, MOST_LOST = 0.05, 0.1, 0.01


def season(seed: int, volunteers: int) -> Problem:
    """Three hundred shifts of a city in five days, and volunteers who offer a part of a day or two."""
    chance = random.Random(seed)

    def place() -> tuple[float, float]:
        return chance.uniform(22.6, 23.8), chance.uniform(113, 114)

    def shift(number: int) -> Shift:
        start = MIDNIGHT + dt.timedelta(days=chance.randrange(DAYS), hours=chance.choice(list(HOURS.values())))
        many, end = chance.randint(1, 3), start + dt.timedelta(hours=4)
        return Shift(f"s-{number:03}", "p", start, end, many, "order", None, 14, "440100", *place())

    def offer(name: str) -> Offer:
        return Offer(name, dt.date(2018, 2, 14 + chance.randrange(DAYS)), chance.choice(list(HOURS)))

    shifts = [shift(number) for number in range(300)]
    homes = {f"v-{number:03}": place() for number in range(volunteers)}
    offers = sorted({offer(name) for name in homes for _ in range(chance.randint(1, 2))})
    options = []
    for one in shifts:
        fits = [n for n, offer in enumerate(offers) if offer.fits(one) and chance.random() < 1 / 3]
        ways = [great_circle_metres(*homes[offers[n].volunteer_ref], one.latitude, one.longitude) for n in fits]
        options.append(Options(array("q", fits), array("q", ways), 0))
    return Problem(shifts, offers, options)


def without(problem: Problem, gone: set[str]) -> Problem:
    """The same problem when some have dropped out: nobody may give them a place."""

    def rest(options: Options) -> Options:
        pairs = zip(options.offers, options.costs, strict=True)
        stay = [(offer, cost) for offer, cost in pairs if problem.offers[offer].volunteer_ref not in gone]
        return Options(array("q", [one for one, _ in stay]), array("q", [cost for _, cost in stay]), 0)

    return replace(problem, options=[rest(one) for one in problem.options])


def named(problem: Problem, places: list[Filled]) -> set[tuple[str, str]]:
    """Places by the references of shift and volunteer."""
    return {(problem.shifts[one.shift].ref, problem.offers[one.offer].volunteer_ref) for one in places}


def cost(problem: Problem, places: list[Filled]) -> int:
    """What places cost, kept or not."""
    costs = {
        (shift, offer): cost
        for shift, options in enumerate(problem.options)
        for offer, cost in zip(options.offers, options.costs, strict=True)
    }
    return sum(costs[one.shift, one.offer] for one in places)


@pytest.mark.parametrize("volunteers", [250, 500, 900])
@pytest.mark.parametrize("seed", range(2))
def test_after_drop_outs_few_places_change_and_little_is_lost(volunteers: int, seed: int) -> None:
    """Of 5 % who drop out, at most 10 % of the others' places change, as many are filled as can be, for 1 % more."""
    whole = season(seed, volunteers)
    places = named(whole, assign(whole))
    people = sorted({name for _, name in places})
    gone = set(random.Random(seed).sample(people, round(DROPPED * len(people))))
    rest, others = without(whole, gone), {place for place in places if place[1] not in gone}
    best, again = assign(rest), assign(preferring(rest, others, COARSE))
    assert len(best) == len(again)
    assert cost(rest, again) <= (1 + MOST_LOST) * cost(rest, best)
    assert len(others - named(rest, again)) <= MOST_CHANGED * len(others)
    assert len(others - named(rest, again)) < len(others - named(rest, best))
