"""A person's facts, and the applications that carry them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.domain import (
    Application,
    Fault,
    Identity,
    Person,
    age_on,
    consent_fault,
    masked,
    organisation_fault,
    read_application,
    read_person,
)

TODAY = dt.date(2024, 3, 1)


def row(**changes: Any) -> dict[str, Any]:
    """A well-formed row as the schema gives it."""
    return {
        "name": "陈小明",
        "document_type": "resident_id",
        "document_number": "360426199101010071",
        "birth_date": dt.date(1991, 1, 1),
        "sex": "M",
        "phone": "19000000000",
        "home_region_code": "440100",
        "skills": ["it"],
        "party_member": False,
        "league_member": True,
        "student_stage": None,
        "guardian_consent_on": None,
        "identity_status": "verified",
        "latitude": 23.1,
        "longitude": 113.2,
        **changes,
    }


def test_a_good_row_is_an_application() -> None:
    """What is personal, what is public, and what the authority answers are told apart."""
    application = read_application(row(guardian_consent_on=TODAY), TODAY)
    assert isinstance(application, Application)
    assert application.person.facts()["document_number"] == "360426199101010071"
    assert application.profile.skills == ("it",)
    assert application.profile.guardian_consent_on == TODAY
    assert application.identity_status is Identity.VERIFIED


def test_other_services_get_only_what_their_rules_need() -> None:
    """Birth date and place go into events, sealed; name, number and phone never."""
    person = read_person(row(), TODAY)
    assert isinstance(person, Person)
    assert person.shared_facts() == {"birth_date": "1991-01-01", "latitude": 23.1, "longitude": 113.2}


def passport(**changes: Any) -> dict[str, Any]:
    """A row whose document says nothing of its holder."""
    return row(document_type="passport", document_number="E12345678", **changes)


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        (row(document_number="360426199101010072"), Fault("document_number", "wrong_check_digit")),
        (row(birth_date=dt.date(1991, 1, 2)), Fault("birth_date", "differs_from_document")),
        (row(sex="F"), Fault("sex", "differs_from_document")),
        (passport(birth_date=dt.date(2024, 3, 2)), Fault("birth_date", "in_future")),
        (passport(birth_date=dt.date(2014, 3, 2)), Fault("birth_date", "too_young")),
        (row(guardian_consent_on=dt.date(2024, 3, 2)), Fault("guardian_consent_on", "in_future")),
    ],
)
def test_a_broken_rule_is_named_with_its_field(values: dict[str, Any], fault: Fault) -> None:
    """The first rule that a row breaks decides."""
    assert read_application(values, TODAY) == fault


def test_the_tenth_birthday_is_old_enough() -> None:
    """Under 10 not at all, from 10 with a consent."""
    assert isinstance(read_person(passport(birth_date=dt.date(2014, 3, 1)), TODAY), Person)


@given(st.dates(dt.date(1900, 1, 1), dt.date(2050, 1, 1)), st.integers(0, 120))
def test_age_grows_on_the_birthday(born: dt.date, years: int) -> None:
    """One day before the birthday one is a year younger."""
    if (born.month, born.day) == (2, 29):
        born = born.replace(day=28)
    birthday = born.replace(year=born.year + years)
    assert age_on(birthday, born) == years
    assert age_on(birthday - dt.timedelta(days=1), born) == years - 1


def test_who_is_born_on_29_february_grows_older_on_1_march() -> None:
    """In a common year the day after the 28th is the birthday."""
    born = dt.date(2012, 2, 29)
    assert age_on(dt.date(2022, 2, 28), born) == 9
    assert age_on(dt.date(2022, 3, 1), born) == 10


@pytest.mark.parametrize(("name", "shown"), [("陈", "陈*"), ("陈小明", "陈*"), ("欧阳小明", "欧*"), ("", "*")])
def test_a_mask_shows_one_character(name: str, shown: str) -> None:
    """Not even the length of a name is told."""
    assert masked(name) == shown


def test_a_consent_of_today_or_none_is_good() -> None:
    """Only a day to come is refused, under the field's own name."""
    assert consent_fault(TODAY, TODAY) is None
    assert consent_fault(None, TODAY) is None
    assert consent_fault(TODAY + dt.timedelta(days=1), TODAY, "given_on") == Fault("given_on", "in_future")


def test_an_organisation_is_not_its_own_parent() -> None:
    """Anything else may still be unknown."""
    assert organisation_fault("a", "a") == Fault("parent_ref", "own_parent")
    assert organisation_fault("a", "b") is None
    assert organisation_fault("a", None) is None
