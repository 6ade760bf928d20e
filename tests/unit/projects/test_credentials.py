"""A volunteer as projects sees one: age, licences and insurance on a day."""

from __future__ import annotations

import datetime as dt

import pytest

from services.projects.credentials.domain import Volunteer, insured, licences

DAY = dt.date(2018, 3, 10)
LICENCE = {"kind": "nurse", "valid_from": "2018-03-01", "valid_to": "2018-03-10", "verified": True}


def test_a_licence_is_valid_to_its_last_day() -> None:
    """Both days included; of its kind alone."""
    nurse = Volunteer("KV1", "KV1", licences=licences([LICENCE]))
    assert [True, False] == [nurse.holds("nurse", DAY + dt.timedelta(days)) for days in (0, 1)]
    assert not nurse.holds("doctor", DAY)


def test_a_licence_counts_once_its_issuer_confirmed_it() -> None:
    """Else anybody could name one."""
    assert () == licences([{**LICENCE, "verified": False}])


def test_an_insurance_without_end_covers_every_later_day() -> None:
    """And no earlier one."""
    covered = Volunteer("KV1", "KV1", insured=insured([{"first_day": "2018-03-10", "last_day": None}]))
    assert [False, True] == [covered.is_insured(DAY - dt.timedelta(1)), covered.is_insured(dt.date.max)]


@pytest.mark.parametrize(("day", "expected"), [(DAY - dt.timedelta(1), True), (DAY, False)])
def test_an_age_is_reached_on_the_birthday(day: dt.date, expected: bool) -> None:
    """Whose birth date is not known is not known to be younger."""
    assert expected == Volunteer("KV1", "KV1", birth_date=dt.date(2000, 3, 10)).is_younger(18, day)
    assert not Volunteer("KV1", "KV1").is_younger(18, day)
