"""A person's facts, and the applications that carry them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from services.registry.volunteers.application import application_faults, future_fault, read_application
from services.registry.volunteers.documents import Document, read_document
from services.registry.volunteers.domain import Identity
from services.registry.volunteers.person import facts_apart, masked, read_person, shared_facts
from shared.rules.faults import Fault

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
        "registered_on": None,
        **changes,
    }


def test_a_good_row_is_an_application() -> None:
    """What is personal, what is public, and what the authority answers are told apart."""
    application = read_application(row(guardian_consent_on=TODAY), TODAY)
    assert application.person.facts()["document_number"] == "360426199101010071"
    assert application.profile.skills == ("it",)
    assert application.profile.guardian_consent_on == TODAY
    assert application.identity_status is Identity.VERIFIED


def test_a_sex_that_is_not_the_numbers_is_left_to_the_authority() -> None:
    """No decision of ours rests on it, and files of the network have such rows."""
    assert not list(application_faults(row(sex="F"), TODAY))
    assert read_person(row(sex="F")).sex == "F"


def test_who_does_not_say_since_when_is_registered_from_today_on() -> None:
    """Today in China; an earlier system's day counts where the row has it."""
    days = [read_application(row(registered_on=since), TODAY).registered_on for since in (None, dt.date(2013, 4, 26))]
    assert days == [TODAY, dt.date(2013, 4, 26)]


def test_other_services_get_only_what_their_rules_need() -> None:
    """Birth date and place go into events, sealed; name, number and phone never."""
    facts = read_person(row()).facts()
    assert shared_facts(facts) == {
        "birth_date": "1991-01-01",
        "latitude": 23.1,
        "longitude": 113.2,
    }


def passport(**changes: Any) -> dict[str, Any]:
    """A row whose document says nothing of its holder."""
    return row(document_type="passport", document_number="E12345678", **changes)


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        (row(document_number="360426199101010072"), Fault("document_number", "wrong_check_digit")),
        (row(birth_date=dt.date(1991, 1, 2)), Fault("birth_date", "differs_from_document")),
        (passport(birth_date=dt.date(2024, 3, 2)), Fault("birth_date", "in_future")),
        (passport(birth_date=dt.date(2014, 3, 2)), Fault("birth_date", "too_young")),
        (row(guardian_consent_on=dt.date(2024, 3, 2)), Fault("guardian_consent_on", "in_future")),
        (row(registered_on=dt.date(2024, 3, 2)), Fault("registered_on", "in_future")),
    ],
)
def test_a_broken_rule_is_named_with_its_field(values: dict[str, Any], fault: Fault) -> None:
    """A row that breaks one rule is told that one."""
    assert list(application_faults(values, TODAY)) == [fault]


@pytest.mark.parametrize("lost", ["document_type", "document_number", "birth_date"])
def test_what_rests_on_a_field_that_is_not_well_formed_is_not_judged(lost: str) -> None:
    """A birth date alone may be good, and so may a number: they are compared when both are there."""
    disagreeing = row(birth_date=dt.date(1991, 1, 2))
    assert not list(application_faults({name: disagreeing[name] for name in disagreeing if name != lost}, TODAY))


def test_the_tenth_birthday_is_old_enough() -> None:
    """Under 10 not at all, from 10 with a consent."""
    assert not list(application_faults(passport(birth_date=dt.date(2014, 3, 1)), TODAY))


@pytest.mark.parametrize(("name", "shown"), [("陈", "陈*"), ("陈小明", "陈*"), ("欧阳小明", "欧*"), ("", "*")])
def test_a_mask_shows_one_character(name: str, shown: str) -> None:
    """Not even the length of a name is told."""
    assert masked(name) == shown


def test_a_day_of_today_or_none_is_good() -> None:
    """Only a day to come is refused, under the field's own name."""
    assert future_fault(TODAY, TODAY, "given_on") is None
    assert future_fault(None, TODAY, "given_on") is None
    assert future_fault(TODAY + dt.timedelta(days=1), TODAY, "given_on") == Fault("given_on", "in_future")


@pytest.mark.parametrize(
    ("kind", "number", "papers"),
    [
        ("resident_id", "360426199101010071", "resident"),
        ("hk_macao_permit", "H12345678", "hk_macao"),
        ("home_return_permit", "M12345678", "hk_macao"),
        ("taiwan_permit", "12345678", "other"),
        ("passport", "E12345678", "other"),
    ],
)
def test_hours_hears_whose_papers_somebody_has(kind: str, number: str, papers: str) -> None:
    """By whichever name files call a document; which other one it is nobody hears."""
    document = read_document(kind, number)
    assert isinstance(document, Document)
    assert {"papers": {"document": papers}} == facts_apart({"document_type": document.kind})
