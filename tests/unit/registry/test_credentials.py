"""Rows of licences and insurance, and on which days they hold."""

from __future__ import annotations

import datetime as dt

import pytest

from services.registry.credentials import domain
from services.registry.credentials.schemas import InsuranceRow, LicenceRow

LICENCE = {"licence_ref": "l", "volunteer_ref": "v", "kind": "nurse", "valid_from": "2018-03-01", "verified": "yes"}
INSURANCE = {"insurance_ref": "i", "volunteer_ref": "v", "insurer": "平安养老", "from": "2018-03-01"}
DAYS = [dt.date(2018, 2, 28), dt.date(2018, 3, 1), dt.date(2018, 3, 2), dt.date(2018, 3, 3)]


def test_a_licence_is_valid_on_its_first_and_last_day() -> None:
    """Both are included; without a last day it has no end."""
    licence = {"valid_from": "2018-03-01", "valid_to": "2018-03-02", "verified": True}
    assert [domain.licence_valid_on(licence, day) for day in DAYS] == [False, True, True, False]
    assert domain.licence_valid_on({**licence, "valid_to": None}, dt.date(2099, 1, 1))


def test_an_unverified_licence_is_never_valid() -> None:
    """Its issuer has to confirm it."""
    licence = {"valid_from": "2018-03-01", "valid_to": None, "verified": False}
    assert [domain.licence_valid_on(licence, day) for day in DAYS] == [False] * 4


def test_an_insurance_covers_its_first_and_last_day() -> None:
    """Both are included."""
    insurance = {"from": "2018-03-01", "to": "2018-03-02"}
    assert [domain.insurance_valid_on(insurance, day) for day in DAYS] == [False, True, True, False]


def test_an_end_before_the_start_is_refused() -> None:
    """Equal is allowed."""
    assert LicenceRow().validate({**LICENCE, "valid_to": "2018-03-01"}) == {}
    assert set(LicenceRow().validate({**LICENCE, "valid_to": "2018-02-28"})) == {"valid_to"}
    assert InsuranceRow().validate({**INSURANCE, "to": "2018-03-01"}) == {}
    assert set(InsuranceRow().validate({**INSURANCE, "to": "2018-02-28"})) == {"to"}


@pytest.mark.parametrize(("field", "value"), [("kind", "pilot"), ("verified", "unheard-of"), ("verified", "")])
def test_a_licence_has_a_kind_and_an_answer(field: str, value: str) -> None:
    """Words of their lists, and neither may be missing."""
    assert set(LicenceRow().validate({**LICENCE, field: value})) == {field}
