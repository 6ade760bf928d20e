"""Pairs by arrays are those of one shift at a time: conditions, ways, workload, marks."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

import pytest

from services.matching.facts.domain import Offer
from services.matching.rosters.coarse import coarse
from services.matching.rosters.pairing import pair
from services.matching.rosters.policy import COARSE, EXACT, RosterPolicy
from services.matching.rosters.problem import Inputs, make_problem
from tests.bench import province

DAY = dt.timedelta(days=1)


def mixed(seed: int) -> Inputs:
    """Volunteers of two cities, some minors, with a consent or without, unverified, unknown; and idle shifts."""
    drawn, chance = province.inputs(400, 60, seed), random.Random(seed)

    def consent() -> dt.date | None:
        return chance.choice((None, province.FIRST - DAY, province.FIRST + chance.randint(0, 6) * DAY))

    volunteers = {
        ref: replace(
            one,
            home_region_code=chance.choice(("440100", "440300")),
            verified=chance.random() < 0.8,
            birth_date=dt.date(chance.randint(1985, 2008), chance.choice((1, 2, 12)), chance.choice((1, 2, 3, 28))),
            guardian_consent_on=consent(),
        )
        for ref, one in drawn.volunteers.items()
    }
    shifts = [
        replace(one, region_code=chance.choice(("440103", "440300", "441900")), minimum_age=chance.choice((10, 14, 18)))
        for one in drawn.shifts
    ]
    stranger = Offer("nobody", province.FIRST, "morning")
    return Inputs(shifts, volunteers, [*drawn.offers, stranger], drawn.workload)


@pytest.mark.parametrize("policy", [EXACT, COARSE], ids=["exact", "coarse"])
@pytest.mark.parametrize("seed", range(10))
def test_pairs_are_the_same_one_by_one(seed: int, policy: RosterPolicy) -> None:
    """To the metre, and in the same order."""
    inputs = coarse(mixed(seed), policy)
    found = pair(inputs, policy)
    assert found == make_problem(inputs, policy)
    assert any(one.offers for one in found.options)


def test_a_way_next_to_half_a_metre_is_rounded_as_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where every way counts as such."""
    monkeypatch.setattr("services.matching.rosters.pairing.NEXT_TO_HALF", 1.0)
    assert pair(mixed(1), EXACT) == make_problem(mixed(1), EXACT)
