"""A volunteer's steps: what changes, what is told, and in which sequence."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.volunteers.application import identity_fault
from services.registry.volunteers.domain import Identity, LastRow, Profile, Volunteer, news
from services.registry.volunteers.identity import AUTHORITY
from shared.events.catalogue import contract
from shared.rules.faults import Fault

DAY = dt.date(2018, 1, 15)
ASKED, VERIFIED, UNVERIFIED = Identity.ASKED, Identity.VERIFIED, Identity.UNVERIFIED


def volunteer(consent: dt.date | None = None, identity: Identity = ASKED) -> Volunteer:
    """A volunteer just registered."""
    row = LastRow("sealed", "personal", "digest", "digest#1", consent, VERIFIED)
    return Volunteer("v-1", "KV1", "hash", Profile("440100", ("it",), None, consent), row, identity)


def again(known: Volunteer, **changes: Any) -> LastRow:
    """The same row with other contents."""
    return dataclasses.replace(known.row, digest="other", line="other#1", **changes)


def test_registering_is_news() -> None:
    """The first event has sequence 1 and says nothing of an answer."""
    assert news(None, volunteer()) == "volunteer.registered.v1"
    assert volunteer().state()["verified"] is False


@pytest.mark.parametrize("kind", ["registered", "verified", "changed"])
def test_the_state_fits_the_contracts(kind: str) -> None:
    """All three events carry the full state."""
    contract(f"volunteer.{kind}.v1").check(volunteer(DAY).state())


@pytest.mark.parametrize(
    ("before", "answer", "told"),
    [
        (ASKED, VERIFIED, "volunteer.verified.v1"),
        (ASKED, UNVERIFIED, None),
        (ASKED, ASKED, None),
        (UNVERIFIED, VERIFIED, "volunteer.verified.v1"),
        (VERIFIED, UNVERIFIED, "volunteer.changed.v1"),
        (VERIFIED, VERIFIED, None),
    ],
)
def test_an_answer_is_told_when_others_must_know(before: Identity, answer: Identity, told: str | None) -> None:
    """Becoming verified is an event of its own, losing it is a change, a first no is no news."""
    first = volunteer(identity=before)
    after = first.answered(answer)
    assert after.identity is answer
    assert news(first, after) == told
    assert after.sequence == first.sequence + (told is not None)


@given(st.lists(st.sampled_from([VERIFIED, UNVERIFIED]), max_size=8))
def test_the_sequence_has_no_gaps(answers: list[Identity]) -> None:
    """Each event is the next of its volunteer: listeners may wait for what is missing."""
    current, told = volunteer(), [1]
    for answer in answers:
        after = current.answered(answer)
        if news(current, after):
            told.append(after.sequence)
        current = after
    assert told == list(range(1, len(told) + 1))


def test_a_consent_is_given_and_withdrawn_once() -> None:
    """The same day again is no step."""
    given_consent = volunteer().consented(DAY)
    assert given_consent.profile.guardian_consent_on == DAY
    assert given_consent.consented(DAY) is given_consent
    assert given_consent.consented(None).profile.guardian_consent_on is None
    assert given_consent.consented(None).sequence == 3


def test_a_changed_row_replaces_the_profile() -> None:
    """Region, skills and stage are the last row's."""
    known = volunteer()
    after = known.changed(Profile("440300", ("hakka",), "university", None), again(known))
    assert after.profile == Profile("440300", ("hakka",), "university", None)
    assert (after.sequence, after.row.digest) == (2, "other")


def test_a_withdrawn_consent_does_not_come_back_with_a_new_phone_number() -> None:
    """A row that says of the consent what it said before says nothing new of it."""
    known = volunteer(DAY).consented(None)
    after = known.changed(Profile("440100", ("it",), None, DAY), again(known))
    assert after.profile.guardian_consent_on is None


def test_a_new_consent_in_a_row_counts() -> None:
    """A row that says something else than the one before decides."""
    known = volunteer(DAY).consented(None)
    later = DAY + dt.timedelta(days=30)
    after = known.changed(Profile("440100", ("it",), None, later), again(known, guardian_consent_on=later))
    assert after.profile.guardian_consent_on == later


def test_the_version_differs_with_every_step() -> None:
    """Even where nothing is told."""
    assert volunteer().version != volunteer().answered(UNVERIFIED).version
    assert volunteer().version != volunteer().consented(DAY).version


@pytest.mark.parametrize(
    ("known", "owner", "document", "reason"),
    [
        (None, None, "hash", None),
        (None, "v-2", "hash", "already_registered"),
        (volunteer(), "v-1", "hash", None),
        (volunteer(), None, "another", "document_differs"),
        (volunteer(), "v-2", "another", "document_differs"),
    ],
)
def test_one_person_has_one_registration(
    known: Volunteer | None, owner: str | None, document: str, reason: str | None
) -> None:
    """A document belongs to one reference, and a reference to one document."""
    assert identity_fault(known, owner, document) == (Fault("document_number", reason) if reason else None)


def test_the_declared_answer_is_the_authority_at_hand() -> None:
    """In development the season's file speaks for the authority."""
    assert AUTHORITY.answer(volunteer()) is VERIFIED
