"""The registry's worker with a real broker and store: who registers is verified, and the other services hear of it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from kombu.connection import Connection

from services.registry.volunteers import steps, usecases
from services.registry.volunteers.domain import Identity, Volunteer
from shared.config import Settings
from shared.events.catalogue import contract
from shared.events.envelope import Event, from_message
from shared.intake.rows import Line
from shared.messaging import topology
from shared.messaging.topology import queue_of
from shared.store import outbox
from shared.store.transaction import Store

REGISTERED, VERIFIED, CHANGED = (f"volunteer.{step}.v1" for step in ("registered", "verified", "changed"))
PATIENCE = 30.0


def row(number: int, status: str = "verified") -> dict[str, str]:
    """A row of volunteers.csv; a passport says nothing of its holder, so any number will do."""
    return {
        "volunteer_ref": f"v-{number}",
        "name": "陈木棉",
        "document_type": "passport",
        "document_number": f"E{number:08d}",
        "birth_date": "1991-01-01",
        "sex": "F",
        "phone": "19000000000",
        "home_region_code": "440100",
        "skills": "",
        "party_member": "no",
        "league_member": "no",
        "student_stage": "",
        "guardian_consent_on": "",
        "identity_status": status,
        "latitude": "23.1",
        "longitude": "113.2",
    }


@pytest.fixture
def store(store: Store, broker_uri: str) -> Store:
    """The registry's database, and the queues of those who listen."""
    topology.declare(broker_uri)
    return store


@pytest.fixture
def worker(store: Store, environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """The registry's worker process."""
    command = [sys.executable, "-m", "runner.worker"]
    process = subprocess.Popen(command, env={**os.environ, **environment, "KAPOK_SERVICES": "registry"})
    yield process
    process.terminate()
    process.wait(60)


def take_in(store: Store, *rows: dict[str, str]) -> None:
    """Take rows in, in one transaction."""
    lines = [Line(number, values) for number, values in enumerate(rows, 2)]
    store.transact(lambda transaction: usecases.register_volunteers(transaction, lines))


def heard(broker_uri: str, subscriber: str, event_type: str, count: int) -> list[Event]:
    """The first `count` events in a subscriber's queue; fewer when they do not come."""
    events: list[Event] = []
    deadline = time.monotonic() + PATIENCE
    with Connection(broker_uri) as connection:
        channel = connection.channel()
        while len(events) < count and time.monotonic() < deadline:
            message = channel.basic_get(queue_of(subscriber, event_type), no_ack=True)
            if message is None:
                time.sleep(0.1)
            else:
                events.append(from_message(message.headers, message.body))
    return events


@pytest.mark.usefixtures("worker")
def test_who_registers_is_verified_and_told_of(store: Store, settings: Settings) -> None:
    """Registered at once, verified by the authority's answer; a person with a no stays registered."""
    take_in(store, row(1), row(2, "unverified"), row(3))
    for listener in ("hours", "incentives", "matching"):
        registered = heard(settings.broker_uri, listener, REGISTERED, 3)
        assert [event.data["volunteer_ref"] for event in registered] == ["v-1", "v-2", "v-3"]
        verified = heard(settings.broker_uri, listener, VERIFIED, 2)
        assert [(event.data["volunteer_ref"], event.data["verified"], event.sequence) for event in verified] == [
            ("v-1", True, 2),
            ("v-3", True, 2),
        ]
        assert {event.subject for event in verified} <= {event.subject for event in registered}
    assert store.database["volunteers"].find_one({"_id": "v-2"})["identity"] == "unverified"  # type: ignore[index]


@pytest.mark.usefixtures("worker")
def test_a_volunteers_events_tell_one_story(store: Store, settings: Settings) -> None:
    """Changes go on where the registration ended; every event fits its contract and opens for who has the key."""
    take_in(store, row(1))
    first = heard(settings.broker_uri, "hours", REGISTERED, 1)[0]
    second = heard(settings.broker_uri, "hours", VERIFIED, 1)[0]
    store.transact(lambda transaction: steps.change_facts(transaction, "v-1", {"latitude": 23.2}))
    third = heard(settings.broker_uri, "hours", CHANGED, 1)[0]
    story = [first, second, third]
    assert [event.sequence for event in story] == [1, 2, 3]
    assert {event.subject for event in story} == {first.data["volunteer"]}
    assert second.correlationid == (first.correlationid or first.id)
    for event in story:
        contract(event.type).check_event(event)
    opened = [store.sealer.open(event.data["personal"], event.subject) for event in story]
    assert [(one["birth_date"], one["latitude"]) for one in opened] == [("1991-01-01", n) for n in (23.1, 23.1, 23.2)]


def test_the_same_event_again_asks_nobody(store: Store) -> None:
    """Who has an answer is not asked again: the handler needs no inbox."""
    take_in(store, row(1), row(2, "unverified"))
    events = [event for commit in store.database["outbox"].find() for event in outbox.events_of(commit)]
    for _ in range(2):
        store.transact(lambda transaction: usecases.settle_identities(transaction, events))
    told = [event.type for one in store.database["outbox"].find() for event in outbox.events_of(one)]
    assert sorted(told) == [REGISTERED, REGISTERED, VERIFIED]


class Remote:
    """An authority behind a network: it always says "later"."""

    def answer(self, volunteer: Volunteer) -> Identity | None:
        """None, at once."""
        return None


def test_an_authority_may_answer_later(store: Store) -> None:
    """Until then the volunteer stays asked, and nobody hears more than the registration."""
    take_in(store, row(1))
    events = [event for commit in store.database["outbox"].find() for event in outbox.events_of(commit)]
    store.transact(lambda transaction: usecases.settle_identities(transaction, events, Remote()))
    assert usecases.find_volunteer(store, "v-1").identity is Identity.ASKED
    store.transact(lambda transaction: steps.record_answer(transaction, "v-1", "verified"))
    assert usecases.find_volunteer(store, "v-1").verified
    assert sum(one["count"] for one in store.database["outbox"].find()) == 2
