"""The allocation is the best one, as another solver finds it too; its conditions and weights are the policy's."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest

from services.matching.allocations.conditions import failing, way
from services.matching.allocations.solving import Allotted, Figures, allocate, figures
from services.matching.tilts.policy import TILT
from shared.regions import regions
from tests.reference_year.allocation import Arc, best

DAY = dt.date(2018, 5, 31)
PLACE = {"latitude": 23.1, "longitude": 113.2}
WHAT = {"category": "goods", "unit": "box", "quantity": 10, "opened_on": "2018-01-01", "closed_on": None}
DELTA_COUNTY, COUNTY, CITY = "440103", "441423", "441400"
MUCH = 10_000_000_000


def need(reference: str, region: str = COUNTY, **changes: Any) -> dict[str, Any]:
    """A need as it is stored."""
    return {"need_ref": reference, "region_code": region, **PLACE, **WHAT, **changes}


def offer(reference: str, scope: str = "440000", **changes: Any) -> dict[str, Any]:
    """An offer as it is stored, opened."""
    return {"offer_ref": reference, "scope_region_code": scope, **PLACE, **WHAT, **changes}


def drawn(seed: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Some needs and offers that compete."""
    chance = random.Random(seed)
    codes = sorted(regions())

    def facts() -> dict[str, Any]:
        place = {"latitude": chance.uniform(20, 25), "longitude": chance.uniform(110, 117)}
        closed = chance.choice((None, None, "2018-05-30", "2018-05-31"))
        return {
            **place,
            "quantity": chance.randint(0, 9),
            "closed_on": closed,
            "unit": chance.choice(("box", "box", "kg")),
        }

    needs = [need(f"n-{n}", chance.choice(codes), **facts()) for n in range(8)]
    offers = [offer(f"o-{n}", chance.choice((*codes[:8], *["440000"] * 24)), **facts()) for n in range(9)]
    return needs, offers


def independent(needs: list[dict[str, Any]], offers: list[dict[str, Any]]) -> Figures:
    """The same by another program."""
    arcs = [
        Arc(n, o, TILT.weight(one["region_code"]), way(one, other))
        for n, one in enumerate(needs)
        for o, other in enumerate(offers)
        if not failing(one, other, DAY)
    ]
    units = best(arcs, [one["quantity"] for one in needs], [one["quantity"] for one in offers])
    taken = list(zip(arcs, units, strict=True))
    sums = (
        sum(f * u for f, u in some) for some in ([(a.weight, u) for a, u in taken], [(a.metres, u) for a, u in taken])
    )
    return Figures(sum(units), *sums)


@pytest.mark.parametrize("seed", range(10))
def test_it_is_the_optimum(seed: int) -> None:
    """As another solver finds it; in whatever order needs and offers come, to the last unit."""
    needs, offers = drawn(seed)
    found = allocate(needs, offers, DAY, TILT)
    assert figures(found) == independent(needs, offers)
    assert found == allocate(needs[::-1], offers[::-1], DAY, TILT)
    assert figures(found).units > 0


@pytest.mark.parametrize("seed", range(10))
def test_nobody_gives_or_gets_more_than_there_is(seed: int) -> None:
    """Nor what does not match."""
    needs, offers = drawn(seed)
    by_ref = {one.get("need_ref") or one["offer_ref"]: one for one in (*needs, *offers)}
    sums = dict.fromkeys(by_ref, 0)
    for one in allocate(needs, offers, DAY, TILT):
        assert [] == failing(by_ref[one.need_ref], by_ref[one.offer_ref], DAY)
        sums[one.need_ref] += one.units
        sums[one.offer_ref] += one.units
    assert all(units <= by_ref[reference]["quantity"] for reference, units in sums.items())


def test_no_unit_of_weight_is_traded_for_metres() -> None:
    """However many units and however far: the heavier need gets all, from the other end of the world."""
    far = {"latitude": -23.1, "longitude": -66.8}
    found = allocate(
        [need("n-far", quantity=MUCH), need("n-near", CITY, quantity=MUCH)],
        [offer("o-1", quantity=MUCH, **far), offer("o-2", quantity=1, **far)],
        DAY,
        TILT,
    )
    assert [("n-far", MUCH), ("n-near", 1)] == [
        (name, sum(one.units for one in found if one.need_ref == name)) for name in ("n-far", "n-near")
    ]
    assert figures(found).unit_metres == (MUCH + 1) * way(need("n"), offer("o", **far))


def test_a_chain_is_found_where_the_nearest_offer_would_block() -> None:
    """The near offer may go to both needs, the far one to one of them alone: both are filled."""
    near, far = {"latitude": 23.2}, {"latitude": 24.9}
    needs = [need("n-1"), need("n-2", "441426")]
    offers = [offer("o-near", **near), offer("o-far", COUNTY, **far)]
    found = allocate(needs, offers, DAY, TILT)
    assert [("n-1", "o-far", 10), ("n-2", "o-near", 10)] == [(one.need_ref, one.offer_ref, one.units) for one in found]


def test_what_was_declined_is_not_brought_together_again() -> None:
    """And what was accepted is no longer there."""
    needs, offers = [need("n-1")], [offer("o-1"), offer("o-2", quantity=4, accepted_units=1)]
    assert [Allotted("n-1", "o-2", 3, 3, 0)] == allocate(needs, offers, DAY, TILT, {("n-1", "o-1")})


@pytest.mark.parametrize(
    ("of_need", "of_offer", "codes"),
    [
        ({}, {}, []),
        ({}, {"category": "money", "unit": "fen"}, ["other_category", "other_unit"]),
        ({"closed_on": "2018-05-30"}, {"opened_on": "2018-06-01"}, ["need_not_open", "offer_not_open"]),
        ({"closed_on": "2018-05-31"}, {"opened_on": "2018-05-31"}, []),
        ({}, {"scope_region_code": "440100"}, ["outside_scope"]),
        ({"region_code": CITY}, {"scope_region_code": COUNTY}, ["outside_scope"]),
        ({"quantity": 0}, {"accepted_units": 10}, ["nothing_needed", "nothing_left"]),
    ],
)
def test_every_condition_that_fails_is_named(
    of_need: dict[str, Any], of_offer: dict[str, Any], codes: list[str]
) -> None:
    """In one order; first and last days are included, and a scope has what lies below it."""
    assert codes == failing(need("n", **of_need), offer("o", **of_offer), DAY)


def test_the_tilt_is_data() -> None:
    """Three for a county outside of the delta, two for a city or the province, one inside."""
    assert [3, 2, 2, 1, 1] == [TILT.weight(one) for one in (COUNTY, CITY, "440000", "440100", DELTA_COUNTY)]
    assert {"county_outside_delta": 3, "outside_delta": 2, "in_delta": 1} == TILT.rule["weights"]
    assert ("tilt/guangdong", 1) == (TILT.name, TILT.version)
