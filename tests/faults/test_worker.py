"""A worker process with a real broker: poison stands alone, copies count once, stopping loses nothing."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import httpx
import pytest
from amqp import Message
from kombu.connection import Connection

from shared.config import Settings
from shared.events.envelope import CONTENT_TYPE, PREFIX, Event
from shared.messaging.topology import queue_of
from shared.store.client import connect, database_of
from tests import processes
from tests.processes import eventually

QUEUE = queue_of("hours", "attendance.logged.v1")
AFTER_KILL = 100.0


def attendance(number: int, **changes: Any) -> Event:
    """A presence at a shift that nobody knows."""
    data = {
        "attendance_ref": f"a-{number}",
        "shift_ref": "shift-1",
        "volunteer_ref": "v-1",
        "checked_in_at": "2018-02-14T08:00:00+08:00",
        "checked_out_at": "2018-02-14T12:00:00+08:00",
        "method": "qr",
        "recorded_by": None,
        "approved_by": None,
        **changes,
    }
    return Event("attendance.logged.v1", "projects", f"a-{number}", data)


@pytest.fixture
def hours(environment: dict[str, str], settings: Settings) -> Iterator[Any]:
    """What hours has stored; databases and queues are ready."""
    processes.migrate(environment)
    with connect(settings) as client:
        yield database_of(client, settings, "hours")


def publish(broker_uri: str, *messages: Message) -> None:
    """Put messages into the worker's queue."""
    with Connection(broker_uri, transport_options={"confirm_publish": True}) as connection:
        channel = connection.channel()
        for message in messages:
            channel.basic_publish(message, exchange="projects.events", routing_key="attendance.logged.v1")


def message(event: Event, body: bytes | None = None, **headers: str) -> Message:
    """An event as a message, with its body or headers spoiled where a test wants that."""
    changed = {PREFIX + name: value for name, value in headers.items()}
    return Message(
        event.body() if body is None else body,
        application_headers={**event.headers(), **changed},
        content_type=CONTENT_TYPE,
        delivery_mode=2,
    )


def left(broker_uri: str) -> int:
    """How many messages the queue has ready."""
    with Connection(broker_uri) as connection:
        return int(connection.channel().queue_declare(QUEUE, passive=True).message_count)


def test_poison_stands_alone(environment: dict[str, str], broker_uri: str, hours: Any) -> None:
    """Undecodable, of another type, or against the contract: the others go through."""
    good = [message(attendance(number)) for number in range(199)]
    good.append(message(attendance(199, added_in_a_later_version=1)))
    poison = [
        message(attendance(900), body=b"{not json"),
        message(attendance(901), body=b"[]"),
        message(attendance(902), type="weather.changed.v1"),
        message(attendance(903, method=None)),
        Message(b"{not json", application_headers={PREFIX + "subject": Decimal("1.5"), PREFIX + "id": "x"}),
    ]
    publish(broker_uri, *good[:100], *poison, *good[100:])
    with processes.worker(environment, "hours"):
        eventually(lambda: hours["held"].count_documents({}) == 200 and hours["dead_letters"].count_documents({}) == 5)
        assert left(broker_uri) == 0
    letters = list(hours["dead_letters"].find())
    assert all(letter["queue"] == QUEUE and letter["error"] for letter in letters)
    by_subject = {letter["subject"]: letter["error"] for letter in letters}
    assert by_subject["a-900"].startswith("MalformedEvent")
    assert by_subject["a-902"].startswith("ContractViolation")
    assert "method" in by_subject["a-903"]


def test_copies_have_one_effect(environment: dict[str, str], broker_uri: str, hours: Any) -> None:
    """Every message three times, some of them beside each other, with two workers."""
    events = [attendance(number) for number in range(100)]
    copies = [message(event) for event in events for _ in range(2)] + [message(event) for event in events]
    publish(broker_uri, *copies)
    with processes.worker(environment, "hours") as first, processes.worker(environment, "hours"):
        eventually(lambda: left(broker_uri) == 0 and hours["inbox"].count_documents({}) == 100)
        publish(broker_uri, message(attendance(100)))
        eventually(lambda: hours["held"].count_documents({}) == 101)
        assert "kapok_inbox_duplicates_total" in httpx.get(f"{first.ops_address}/metrics").text
    assert hours["dead_letters"].count_documents({}) == 0
    held = [event for commit in hours["outbox"].find() for event in commit["events"]]
    assert len(held) == 101


def test_stopping_finishes_what_is_in_hand(environment: dict[str, str], broker_uri: str, hours: Any) -> None:
    """SIGTERM under load, again and again: exit code 0, nothing lost, nothing twice."""
    publish(broker_uri, *(message(attendance(number)) for number in range(2_000)))
    for _ in range(4):
        before = hours["held"].count_documents({})
        with processes.worker(environment, "hours") as running:
            eventually(lambda: hours["held"].count_documents({}) > before or left(broker_uri) == 0)  # noqa: B023
            os.kill(running.process.pid, signal.SIGTERM)
            assert running.process.wait(20) == 0
    with processes.worker(environment, "hours"):
        eventually(lambda: hours["held"].count_documents({}) == 2_000)
        eventually(lambda: left(broker_uri) == 0)
    assert hours["dead_letters"].count_documents({}) == 0
    assert hours["inbox"].count_documents({}) == 2_000


def test_a_worker_killed_at_any_moment_loses_nothing(environment: dict[str, str], broker_uri: str, hours: Any) -> None:
    """kill -9 under load: what was not committed is delivered again, what was committed is not repeated.

    The store gives up a killed client's open transaction after 60 s; until then its documents refuse other writers.
    """
    publish(broker_uri, *(message(attendance(number)) for number in range(2_000)))
    for _ in range(3):
        before = hours["held"].count_documents({})
        with processes.worker(environment, "hours") as running:
            eventually(lambda: hours["held"].count_documents({}) > before, AFTER_KILL)  # noqa: B023
            running.process.kill()
            running.process.wait(5)
    with processes.worker(environment, "hours"):
        eventually(lambda: hours["held"].count_documents({}) == 2_000, AFTER_KILL)
        eventually(lambda: hours["outbox"].count_documents({"last": {"$gt": 0}}) == hours["outbox"].count_documents({}))
    assert hours["dead_letters"].count_documents({}) == 0
    told = [event["subject"] for commit in hours["outbox"].find() for event in commit["events"]]
    assert len(told) == len(set(told)) == 2_000


def test_a_deleted_queue_is_made_again(environment: dict[str, str], broker_uri: str, hours: Any) -> None:
    """The worker notices, declares it anew and goes on."""
    with processes.worker(environment, "hours"):
        publish(broker_uri, message(attendance(1)))
        eventually(lambda: hours["held"].count_documents({}) == 1)
        with Connection(broker_uri) as connection:
            connection.channel().queue_delete(QUEUE)
        eventually(lambda: _exists(broker_uri))
        publish(broker_uri, message(attendance(2)))
        eventually(lambda: hours["held"].count_documents({}) == 2)


def _exists(broker_uri: str) -> bool:
    try:
        return left(broker_uri) >= 0
    except Exception:
        return False
