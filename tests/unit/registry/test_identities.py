"""Questions to an identity authority: when they are asked again, and where they may be sent."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.identities.domain import Request
from services.registry.volunteers.domain import Identity
from services.registry.volunteers.questions import LEASE, LONGEST_PAUSE, Evidence, Question, pause
from shared.config import SettingsError, load_settings
from tests.unit.registry.test_volunteers import volunteer

NOW = dt.datetime(2018, 2, 14, tzinfo=dt.UTC)
ENVIRONMENT = {
    "KAPOK_STORE_URI": "mongodb://127.0.0.1",
    "KAPOK_BROKER_URI": "amqp://127.0.0.1",
    "KAPOK_SEALING_KEYS": "k1:MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA=",
    "KAPOK_HASH_KEY": "MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA=",
}


@given(st.integers(1, 10_000), st.floats(0, 1))
def test_pauses_grow_to_an_hour_and_differ(tries: int, chance: float) -> None:
    """Half of a pause is chance, so that those who failed together do not come back together."""
    whole = min(5 * 2 ** (tries - 1), 3_600)
    assert whole / 2 <= pause(tries, chance) <= whole
    assert pause(tries, 0) == whole / 2
    assert pause(tries, 1) == whole


@pytest.mark.parametrize(("wanted", "given_"), [(7, 7), (0, 1), (-5, 1), (10**9, LONGEST_PAUSE)])
def test_an_authority_may_say_when_to_come_back(wanted: float, given_: float) -> None:
    """Within bounds: neither at once, nor next year."""
    assert Question("q", NOW).put_off(NOW, wanted).ask_at == NOW + dt.timedelta(seconds=given_)


def test_who_asks_has_a_time_to_come_back() -> None:
    """Afterwards the question is asked again, by the same id."""
    asked = Question("q", NOW).asked(NOW)
    assert (asked.id, asked.tries, asked.ask_at) == ("q", 1, NOW + LEASE)


def test_an_answer_ends_the_question_and_leaves_evidence() -> None:
    """A first no is told to nobody, as ever; the same answer to nothing changes nothing."""
    evidence = Evidence("q", "unverified", NOW, "authority.example")
    asked = volunteer().asking(Question("q", NOW))
    after = asked.answered(Identity.UNVERIFIED, evidence)
    assert (after.identity, after.question, after.evidence) == (Identity.UNVERIFIED, None, evidence)
    assert after.sequence == asked.sequence
    assert after.answered(Identity.UNVERIFIED, evidence) is after


def test_a_question_again_about_who_is_verified_is_no_news_if_the_answer_is_yes() -> None:
    """As after a document was renewed."""
    asked = volunteer(identity=Identity.VERIFIED).asking(Question("q", NOW))
    yes, no = asked.answered(Identity.VERIFIED), asked.answered(Identity.UNVERIFIED)
    assert (yes.sequence, yes.question) == (asked.sequence, None)
    assert (no.sequence, no.verified) == (asked.sequence + 1, False)


def test_a_request_shows_nothing_of_the_person() -> None:
    """Whatever prints it: a log, an error, a debugger."""
    assert repr(Request("q", "v-1", "陈木棉", "passport", "E1234567")) == "Request(id='q', reference='v-1')"


@pytest.mark.parametrize(
    "address",
    ["", "https://authority.example/v1", "http://127.0.0.1:8099/v1", "http://localhost/v1", "http://[::1]:8099/v1"],
)
def test_an_authority_is_asked_encrypted_or_on_this_machine(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """Empty is none: what rows declare counts."""
    assert _load(monkeypatch, address).identity_authority_url == address


@pytest.mark.parametrize(
    "address",
    [
        "http://authority.example/v1",
        "http://127.0.0.1.example/v1",
        "ftp://authority.example",
        "authority.example",
        "https://",
        "https://user:secret@authority.example/",
        "https://authority.example/?key=secret",
        "https://authority.example:port/",
    ],
)
def test_an_address_that_would_tell_others_is_refused(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """By a process that then does not start, and without repeating what may be a secret."""
    with pytest.raises(SettingsError) as error:
        _load(monkeypatch, address)
    assert "IDENTITY_AUTHORITY_URL" in str(error.value)
    assert "secret" not in str(error.value)


def _load(monkeypatch: pytest.MonkeyPatch, address: str) -> Any:
    for name, value in {**ENVIRONMENT, "KAPOK_IDENTITY_AUTHORITY_URL": address}.items():
        monkeypatch.setenv(name, value)
    return load_settings()
