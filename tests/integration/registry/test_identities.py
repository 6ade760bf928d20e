"""The conversation with an identity authority that is slow, fails and answers late, over real HTTP."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from services.registry.identities import usecases
from services.registry.identities.authority import RemoteAuthority
from shared import clock
from shared.config import Settings
from shared.messaging import topology
from shared.store.transaction import Store
from tests import processes
from tests.integration.registry import authority as does
from tests.integration.registry.asking import Meanwhile, ask, ask_some, identity, settle
from tests.integration.registry.authority import SimulatedAuthority
from tests.integration.registry.calling import Caller
from tests.integration.registry.test_volunteers import NUMBERS, row, told
from tests.processes import eventually

HOUR = dt.timedelta(hours=1)
FAILURES = (does.FAILS, does.BUSY, does.LATER, does.OTHERWISE, does.NONSENSE, does.ENDLESS, does.ELSEWHERE, does.HANGS)


@pytest.fixture
def settings(settings: Settings, authority: SimulatedAuthority) -> Settings:
    """What names it."""
    return dataclasses.replace(settings, identity_authority_url=authority.url, identity_authority_token="t" * 20)


def stored(store: Store) -> dict[str, Any]:
    """The volunteer's document."""
    found = store.database["volunteers"].find_one({"_id": "v-0"})
    assert found is not None
    return found


def test_who_registers_is_asked_about(caller: Caller, store: Store, settings: Settings, authority: Any) -> None:
    """What the row declares counts for nothing; the answer is told, and leaves evidence without the number."""
    caller.batch(row(identity_status="unverified"))
    settle(store)
    assert identity(caller) == "asked"
    assert ask(store, settings) == 1
    (asked,) = authority.asked
    assert {name: asked[name] for name in ("reference", "name", "document_type", "document_number")} == {
        "reference": "v-0",
        "name": "陈木棉",
        "document_type": "resident_id",
        "document_number": NUMBERS[0],
    }
    assert told(store)[1:] == [("volunteer.verified.v1", "v-0", 2)]
    evidence = caller.send("GET", "/volunteers/v-0").json["evidence"]
    assert evidence.pop("at") <= clock.to_text(clock.now())
    assert evidence == {"request_id": asked["request_id"], "answer": "verified", "authority": "127.0.0.1"}
    assert ask(store, settings, HOUR) == 0


def test_the_number_is_in_the_body_alone(
    caller: Caller, store: Store, settings: Settings, authority: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    """Not in the address, a header, the log or the store, also where the authority fails."""
    authority.script[:] = [does.FAILS, does.VERIFIED]
    caller.batch(row())
    settle(store)
    for hours in (0, 1):
        ask(store, settings, hours * HOUR)
    shown = [*authority.paths, *map(str, authority.headers), *capfd.readouterr()]
    kept = [repr(one) for name in store.database.list_collection_names() for one in store.database[name].find()]
    assert all(secret not in text for text in [*shown, *kept] for secret in (NUMBERS[0], "木棉"))
    assert authority.headers[0]["Authorization"] == f"Bearer {'t' * 20}"


@pytest.mark.parametrize("failure", FAILURES)
def test_what_failed_is_asked_again_as_the_same(
    caller: Caller, store: Store, settings: Settings, authority: Any, failure: str
) -> None:
    """Not at once; and by the same id, so that the authority can tell that it was asked before."""
    authority.script[:] = [failure, does.UNVERIFIED]
    caller.batch(row())
    settle(store)
    assert ask(store, settings) == 1
    assert identity(caller) == "asked"
    assert ask(store, settings) == 0
    assert ask(store, settings, HOUR) == 1
    assert identity(caller) == "unverified"
    first, second = authority.asked
    assert first == second
    assert [one["Idempotency-Key"] for one in authority.headers] == [first["request_id"]] * 2
    assert len(told(store)) == 1


def test_an_authority_says_when_it_wants_to_be_asked_again(
    caller: Caller, store: Store, settings: Settings, authority: Any
) -> None:
    """By Retry-After; else each pause is up to twice the one before."""
    authority.script[:] = [does.BUSY, does.FAILS, does.FAILS]
    caller.batch(row())
    settle(store)
    pauses = []
    for hours in range(3):
        began = clock.now() + hours * HOUR
        ask(store, settings, hours * HOUR)
        pauses.append((stored(store)["ask_at"] - began).total_seconds())
    assert 7 <= pauses[0] < 8
    assert 5 <= pauses[1] < 11
    assert 10 <= pauses[2] < 21


def test_few_are_asked_at_once(caller: Caller, store: Store, settings: Settings, authority: Any) -> None:
    """All of them in the end, each once."""
    caller.batch(
        *(row(volunteer_ref=f"v-{n}", document_type="passport", document_number=f"E{n:07d}") for n in range(30))
    )
    settle(store)
    usecases.ask_all(store, RemoteAuthority(settings.identity_authority_url), lambda: False)
    assert len({one["request_id"] for one in authority.asked}) == len(authority.asked) == 30
    assert 1 < authority.most_at_once <= usecases.MOST_AT_ONCE
    assert store.database["volunteers"].count_documents({"identity": "verified"}) == 30


def test_two_who_ask_at_once_ask_each_question_once(
    caller: Caller, store: Store, settings: Settings, authority: Any
) -> None:
    """A question that somebody is on his way with is not due."""
    caller.batch(row())
    settle(store)
    others: list[int] = []
    assert ask_some(store, Meanwhile(settings, lambda: others.append(ask(store, settings)))) == 1
    assert (others, identity(caller), len(authority.asked)) == ([0], "verified", 1)


def test_nothing_is_lost_with_a_killed_process(
    caller: Caller, store: Store, settings: Settings, environment: dict[str, str], authority: Any
) -> None:
    """Killed while the authority thinks: the next process asks the same question again, and hears the answer."""
    topology.declare(settings.broker_uri)
    named = {**environment, "KAPOK_IDENTITY_AUTHORITY_URL": settings.identity_authority_url}
    authority.open.clear()
    caller.batch(row())
    with processes.process("runner.worker", named, "registry") as first:
        eventually(lambda: authority.asked)
        first.process.kill()
        first.process.wait()
    assert identity(caller) == "asked"
    authority.open.set()
    # Its time to come back is over.
    overdue = {"$set": {"ask_at": clock.now()}}
    assert store.database["volunteers"].update_one({"_id": "v-0"}, overdue).matched_count == 1
    with processes.process("runner.worker", named, "registry"):
        eventually(lambda: identity(caller) == "verified")
    assert len({one["request_id"] for one in authority.asked}) == 1
    assert len(authority.asked) == 2
