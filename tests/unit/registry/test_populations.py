"""Populations: what one is of, and which is in force."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.populations.domain import in_force, population_fault
from services.registry.populations.schemas import PopulationRow

DAY = dt.date(2018, 6, 30)


def population(count: int, as_of: str, region: str = "440100", reference: str = "n") -> dict[str, Any]:
    """A population of a region as JSON values."""
    named = {"population_ref": reference, "kind": "volunteers", "organisation_ref": None}
    return {**named, "region_code": region, "count": count, "as_of": as_of}


@pytest.mark.parametrize(
    ("kind", "organisation", "reason"),
    [
        ("league_members", "o", None),
        ("party_members", None, "must be given for members"),
        ("volunteers", None, None),
        ("universities", "o", "is for members only"),
    ],
)
def test_members_are_of_an_organisation(kind: str, organisation: str | None, reason: str | None) -> None:
    """All others are of a region."""
    fault = population_fault({"kind": kind, "organisation_ref": organisation})
    assert reason == (fault and fault.reason)


@pytest.mark.parametrize(("field", "value"), [("count", "-1"), ("count", "1.5"), ("count", ""), ("kind", "cats")])
def test_a_population_has_a_count(field: str, value: str) -> None:
    """A whole number; zero is allowed."""
    row = {"population_ref": "n", "kind": "projects", "region_code": "440100", "count": "0", "as_of": "2018-06-30"}
    assert {} == PopulationRow().validate(row)
    assert {field} == PopulationRow().validate({**row, field: value}).keys()


def test_the_latest_counts_that_is_not_later() -> None:
    """Of each place; one of a later day does not count yet."""
    some = [
        population(1, "2017-12-31"),
        population(2, "2018-06-30"),
        population(3, "2018-07-01"),
        population(4, "2016-12-31", "440300"),
        population(5, "2018-07-01", "440600"),
    ]
    assert {"440100": 2, "440300": 4} == in_force(some, DAY)


def test_members_are_counted_by_organisation() -> None:
    """Wherever that is."""
    members = {**population(7, "2018-01-01"), "kind": "league_members", "organisation_ref": "o"}
    assert {"o": 7} == in_force([members], DAY)


@given(st.permutations([population(number, f"2018-0{number}-01", reference=f"n{number}") for number in range(1, 9)]))
def test_the_order_of_arrival_is_no_matter(some: list[dict[str, Any]]) -> None:
    """June's is in force on its last day."""
    assert {"440100": 6} == in_force(some, DAY)
