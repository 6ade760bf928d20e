"""A volunteer's steps: what changes, what is told, and in which sequence."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.volunteers.domain import Facts, FirstRow, Identity, Profile, Volunteer, news
from services.registry.volunteers.identity import DECLARED
from shared.events.catalogue import contract
from shared.hashing import Digest

DAY = dt.date(2018, 1, 15)
ASKED, VERIFIED, UNVERIFIED = Identity.ASKED, Identity.VERIFIED, Identity.UNVERIFIED


def volunteer(consent: dt.date | None = None, identity: Identity = ASKED) -> Volunteer:
    """A volunteer just registered."""
    profile, row = Profile("440100", ("it",), None, consent), FirstRow("digest", "digest#1", VERIFIED)
    return Volunteer("v-1", "KV1", ("hash",), profile, Facts("sealed", "personal"), row, DAY, identity)


def digest(text: str) -> Digest:
    """A document's, by the only hash key that there is."""
    return Digest(text, (text,), (text,), (text,))


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
    given_consent = volunteer().with_profile(guardian_consent_on=DAY)
    assert given_consent.profile.guardian_consent_on == DAY
    assert given_consent.with_profile(guardian_consent_on=DAY) is given_consent
    withdrawn = given_consent.with_profile(guardian_consent_on=None)
    assert (withdrawn.profile.guardian_consent_on, withdrawn.sequence) == (None, 3)


@pytest.mark.parametrize(("days_after", "counts"), [(-1, False), (0, False), (1, True)])
def test_a_row_dated_after_a_withdrawal_is_a_consent_given_anew(days_after: int, counts: bool) -> None:
    """One of the same day may have been given before it."""
    row_of = DAY + dt.timedelta(days_after)
    person = volunteer(DAY).with_consent(None, DAY).named(volunteer(row_of))
    assert person.profile.guardian_consent_on == (row_of if counts else None)


def test_a_withdrawal_of_nothing_is_remembered_and_told_to_nobody() -> None:
    """It outlasts rows that come later; the same once more is no step."""
    withdrawn = volunteer().with_consent(None, DAY)
    assert news(volunteer(), withdrawn) is None
    assert withdrawn.named(volunteer(DAY)).profile.guardian_consent_on is None
    assert withdrawn.with_consent(None, DAY) is withdrawn


def test_each_step_is_told_with_the_next_sequence() -> None:
    """Facts, skills, stage and document alike, and nothing else of the volunteer changes with one of them."""
    moved = volunteer().with_facts(Facts("elsewhere", "elsewhere"))
    skilled = moved.with_profile(skills=("hakka",))
    learning = skilled.with_profile(student_stage="university")
    renewed = learning.renewed(digest("another hash"), Facts("renewed", "elsewhere"), alone=False)
    steps = [volunteer(), moved, skilled, learning, renewed]
    assert [one.sequence for one in steps] == [1, 2, 3, 4, 5]
    assert {news(before, after) for before, after in pairwise(steps)} == {"volunteer.changed.v1"}
    assert renewed.profile == Profile("440100", ("hakka",), "university", None)
    assert renewed.state()["personal"] == "elsewhere"


def test_a_renewed_document_leads_to_its_holder_still() -> None:
    """Each of the former ones once, and one that comes back is no former one; the verification stays."""
    known, facts = volunteer(identity=VERIFIED), Facts("sealed", "personal")
    twice = known.renewed(digest("second"), facts, alone=False).renewed(digest("third"), facts, alone=False)
    assert (twice.document, twice.former, twice.identity) == (("third",), ("hash", "second"), VERIFIED)
    back = twice.renewed(digest("hash"), facts, alone=False)
    assert (back.document, back.former) == (("hash",), ("second", "third"))


def test_the_version_differs_with_every_step() -> None:
    """Even where nothing is told."""
    assert volunteer().version != volunteer().answered(UNVERIFIED).version
    assert volunteer().version != volunteer().with_profile(guardian_consent_on=DAY).version


def test_the_declared_answer_is_the_authority_at_hand() -> None:
    """In development the season's file speaks for the authority."""
    assert DECLARED.answer(volunteer()) is VERIFIED
