"""Which policy holds on a day in a place."""

from __future__ import annotations

import datetime as dt

import pytest

from services.incentives.standing.policies import STARS
from shared.rules.conditions import Conditions
from shared.rules.places import NATION, PROVINCE
from shared.rules.policies import NoPolicyError, Policy, all_in_force, holding, in_force

FIRST, SECOND, LATER = dt.date(2000, 1, 1), dt.date(2018, 1, 1), dt.date(2018, 3, 12)
GUANGZHOU, YUEXIU, SHENZHEN = "440100", "440104", "440300"


def policy(region: str, holds_from: dt.date = FIRST, version: int = 1, name: str = "stars") -> Policy:
    """A row of a table."""
    return Policy(name, region, holds_from, version)


def test_a_policy_is_named_by_name_and_version() -> None:
    """Events and answers say so much of it."""
    assert {"name": "stars", "version": 3} == policy(NATION, version=3).reference


def test_the_narrowest_region_that_contains_the_place_decides() -> None:
    """County, its city, the province, the country; another city's row does not matter."""
    county, city, province, country = (policy(code) for code in (YUEXIU, GUANGZHOU, PROVINCE, NATION))
    table = [policy(SHENZHEN), country, county, province, city]
    assert county == in_force(table, LATER, YUEXIU)
    assert city == in_force(table, LATER, "440103")
    assert city == in_force(table, LATER, GUANGZHOU)
    assert province == in_force(table, LATER, "440500")
    assert province == in_force(table, LATER, PROVINCE)
    assert country == in_force(table, LATER, NATION)


def test_a_wider_region_with_a_later_day_gives_way() -> None:
    """What a city ruled stays when the province rules something later."""
    city = policy(GUANGZHOU)
    assert city == in_force([city, policy(PROVINCE, SECOND, 9)], LATER, YUEXIU)


def test_a_narrower_region_decides_from_its_day_on() -> None:
    """Before it the wider one does."""
    province, city = policy(PROVINCE), policy(GUANGZHOU, SECOND)
    assert province == in_force([city, province], SECOND - dt.timedelta(days=1), YUEXIU)
    assert city == in_force([city, province], SECOND, YUEXIU)


def test_of_one_region_the_latest_day_decides_whatever_the_version() -> None:
    """It holds on its first day already."""
    old, new = policy(GUANGZHOU, FIRST, 2), policy(GUANGZHOU, SECOND, 1)
    assert old == in_force([new, old], SECOND - dt.timedelta(days=1), GUANGZHOU)
    assert new == in_force([new, old], SECOND, GUANGZHOU)


def test_of_one_day_the_highest_version_decides() -> None:
    """In whatever order the table has them."""
    table = [policy(GUANGZHOU, version=number) for number in (2, 10, 9)]
    assert policy(GUANGZHOU, version=10) == in_force(table, LATER, GUANGZHOU)


@pytest.mark.parametrize(("day", "place"), [(dt.date(1999, 12, 31), GUANGZHOU), (LATER, PROVINCE), (LATER, "440200")])
def test_where_nothing_holds_is_said(day: dt.date, place: str) -> None:
    """Before the first day, in the province that a city's rule does not bind, and in another city."""
    with pytest.raises(NoPolicyError, match=f"no policy holds in {place} on {day}"):
        in_force([policy(GUANGZHOU)], day, place)


def test_all_that_holds_is_one_row_of_each_name_and_region() -> None:
    """A second rule of a region leaves the first; a later row of the same rule takes its place, once it holds."""
    old, new, other = policy(GUANGZHOU), policy(GUANGZHOU, SECOND, 2), policy(GUANGZHOU, name="points")
    table = [new, other, policy(SHENZHEN), old]
    assert {old, other, policy(SHENZHEN)} == set(all_in_force(table, FIRST))
    assert {new, other, policy(SHENZHEN)} == set(all_in_force(table, SECOND))
    assert 3 == len(all_in_force(table, SECOND))
    assert [] == all_in_force(table, dt.date(1999, 12, 31))


def test_what_holds_in_a_place_is_the_narrowest_of_each_name() -> None:
    """Elsewhere the wider one decides; without a place, all that hold anywhere are told."""
    wide, city, other = policy(PROVINCE), policy(GUANGZHOU), policy(NATION, name="points")
    table = [wide, city, other]
    assert [other, city] == holding(table, LATER, YUEXIU)
    assert [other, wide] == holding(table, LATER, SHENZHEN)
    assert [other, wide, city] == holding(table, LATER, None)
    assert [] == holding(table, dt.date(1999, 12, 31), None)


def test_a_policy_tells_its_numbers() -> None:
    """All but its identity, as JSON has them; conditions tell their reasons in order."""
    assert {"thresholds": [6_000, 18_000, 36_000, 60_000, 90_000]} == STARS[0].rule
    conditions = Conditions("terms", PROVINCE, FIRST, 1, (("too_young", bool), ("too_old", bool)))
    assert {"refuses": ["too_young", "too_old"]} == conditions.rule
