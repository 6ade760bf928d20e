"""Who decides on what waits for people, by the organisation tree."""

from __future__ import annotations

import pytest

from services.hours.attendance.ladder import rung
from services.hours.organisations.domain import above
from services.hours.shifts.domain import Place

TREE = {
    one: {"organisation_ref": one, "region_code": region, "parent_ref": parent}
    for one, region, parent in (
        ("province", "440000", None),
        ("city", "440300", "province"),
        ("county", "440303", "city"),
        ("team", "440303", "county"),
        ("lost", "440303", "nobody"),
        ("one", "440300", "other"),
        ("other", "440300", "one"),
    )
}


@pytest.mark.parametrize(
    ("reason", "organisation", "expected"),
    [
        ("open_attendance", "team", Place("440303", "team")),
        ("overlap", "team", Place("440303", "team")),
        ("second_person_required", None, Place("440303")),
        ("parent_approval", "team", Place("440303", "county")),
        ("parent_approval", "county", Place("440300", "city")),
        ("parent_approval", "lost", Place("440300")),
        ("parent_approval", None, Place("440300")),
        ("provincial_approval", "team", Place("440000", "province")),
        ("provincial_approval", "one", Place("440000")),
    ],
)
def test_longer_presences_are_decided_higher_up(reason: str, organisation: str | None, expected: Place) -> None:
    """By the organisation above, or the region above where none is known; the longest by the province."""
    assert expected == rung(reason, Place("440303", organisation), TREE.get)


def test_what_lies_in_no_city_alone_is_above_a_city() -> None:
    """The province is above a city, and above itself."""
    assert [Place("440000")] * 2 == [rung("parent_approval", Place(one), TREE.get) for one in ("440300", "440000")]


def test_a_circle_is_gone_through_once() -> None:
    """Files may say one for a while."""
    assert ["other", "one"] == [one["organisation_ref"] for one in above(TREE.get, "one")]
