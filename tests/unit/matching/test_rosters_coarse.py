"""How closely a proposal looks at people."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.matching.facts.domain import Offer
from services.matching.facts.workload import Workload
from services.matching.rosters.coarse import coarse
from services.matching.rosters.policy import AGES, BANDS, COARSE, EXACT
from services.matching.rosters.problem import Inputs
from shared.rules.distances import great_circle_metres
from tests.unit.matching.test_rosters_cost import SHIFT, VOLUNTEER


def inputs(latitude: float = 23.0, longitude: float = 113.0, minimum_age: int = 14) -> Inputs:
    """A shift, a volunteer who lives somewhere, and an offer."""
    home = replace(VOLUNTEER, latitude=latitude, longitude=longitude)
    offers = [Offer("v", dt.date(2018, 3, 10), "evening")]
    return Inputs([replace(SHIFT, minimum_age=minimum_age)], {"v": home}, offers, Workload({}))


@given(st.floats(0, 0.0999), st.floats(0, 0.0999))
def test_all_homes_of_a_cell_are_one(north: float, east: float) -> None:
    """They lie in its middle."""
    home = coarse(inputs(23.1 + north, 113.2 + east), COARSE).volunteers["v"]
    assert (23.15, 113.25) == (home.latitude, home.longitude)


@given(st.floats(20, 26), st.floats(109, 118))
def test_the_middle_is_at_most_eight_kilometres_away(latitude: float, longitude: float) -> None:
    """So the bands are about right, and the roster about as good."""
    home = coarse(inputs(latitude, longitude), COARSE).volunteers["v"]
    assert great_circle_metres(latitude, longitude, home.latitude, home.longitude) < 8_000


@given(st.integers(0, 100))
def test_a_shift_asks_for_a_step_of_ages_and_never_for_less(minimum_age: int) -> None:
    """Steps stay, what lies between is raised to the next one."""
    (shift,) = coarse(inputs(minimum_age=minimum_age), COARSE).shifts
    assert shift.minimum_age in AGES
    assert shift.minimum_age >= minimum_age
    assert (shift.minimum_age == minimum_age) == (minimum_age in AGES)


def test_the_ages_of_seasons_and_of_the_law_are_steps() -> None:
    """What posts do ask for is asked as it is."""
    assert {10, 14, 16, 18} <= set(AGES)


def test_by_the_first_version_everything_is_as_it_is() -> None:
    """It is solved for who may see homes alone."""
    exact = inputs(23.123, 113.456, 15)
    assert exact == coarse(exact, EXACT)


@pytest.mark.parametrize(
    ("metres", "band"), [(0, BANDS[0]), (10_000, BANDS[0]), (10_001, BANDS[1]), (99_999, BANDS[3])]
)
def test_a_band_has_its_end(metres: int, band: str) -> None:
    """The last one has none."""
    assert band == COARSE.band(metres)
