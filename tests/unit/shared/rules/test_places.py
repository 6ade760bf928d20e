"""Which region lies in which."""

from __future__ import annotations

import pytest

from shared.regions import city_of, regions
from shared.rules.places import NATION, PROVINCE, around, contains, level_of


@pytest.mark.parametrize("code", regions())
def test_a_place_lies_in_its_city_and_in_the_province(code: str) -> None:
    """As the table of regions says; the narrowest first."""
    assert tuple(dict.fromkeys((code, city_of(code), PROVINCE, NATION))) == around(code)


def test_a_region_contains_itself_and_those_below_it() -> None:
    """County, its city, the province; never a neighbour, nor what is above."""
    assert contains("440100", "440104")
    assert contains(PROVINCE, "440104")
    assert contains("440104", "440104")
    assert not contains("440104", "440100")
    assert not contains("440300", "440104")


def test_the_nation_lies_in_nothing_else() -> None:
    """A rule of the whole country is asked for by itself."""
    assert (NATION,) == around(NATION)


def test_levels() -> None:
    """Province, city, county."""
    assert ["province", "city", "county"] == [level_of(code) for code in (PROVINCE, "440100", "440104")]
