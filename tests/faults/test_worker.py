"""A worker process with a real broker: poison stands alone, copies count once, queues change and come again."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from amqp import Message
from kombu.connection import Connection

from shared.events.envelope import PREFIX, Event
from shared.messaging import dead_letters, replay, topology
from shared.messaging.publisher import Publisher
from shared.messaging.sending import Sender
from shared.store import outbox
from tests import processes
from tests.contract import samples
from tests.faults.corner import QUEUE, REGISTERED, Corner, assert_each_once, attendance, message, metric, organisation
from tests.faults.deeds import TALLY
from tests.faults.steps import Fault, with_faults
from tests.processes import eventually

GOOD, POISON, BUGS, LONE_BUGS = 20_000, 100, 40, 12
OLD_ARGUMENTS = {"x-max-length": 1_000_000}


def test_poison_among_good_ones(corner: Corner) -> None:
    """100 of five kinds among 20,000: the good ones are handled, the others are dead letters, to be sent again."""
    good = [*(attendance(number) for number in range(GOOD - 1)), attendance(GOOD - 1, added_in_a_later_version=1)]
    messages, broken, bugs = [message(event) for event in good], _broken(), _bugs()
    for number, one in enumerate([*broken, *map(message, bugs[:LONE_BUGS])]):
        messages.insert(number * (GOOD // POISON), one)
    corner.put(*messages, *map(message, bugs[LONE_BUGS:]))
    buggy = with_faults(corner.environment, Fault("use case begins", "bug", nth=0))
    with processes.worker(buggy, "hours") as running:
        assert_each_once(corner, [event.subject for event in good], dead_letters=POISON)
        assert metric(running.ops_address, "kapok_dead_letters_total", service="hours") == POISON
    assert corner.left() == 0
    letters = _letters(corner)
    assert len(letters) == POISON
    assert all(letter["queue"] == QUEUE and replay.objection(letter) is None for letter in letters)
    errors = {letter["subject"]: letter["error"] for letter in letters}
    for subject, error in (
        ("undecodable-0", "MalformedEvent: the body is not JSON"),
        ("list-0", "MalformedEvent: the body is not a JSON object"),
        ("unknown-0", "ContractViolation: weather"),
        ("violation-0", "ContractViolation: attendance.logged.v1: {'method'"),
        ("bug-0", "ValueError: a bug"),
    ):
        assert errors[subject].startswith(error)
    with processes.worker(corner.environment, "hours"):
        sender = Sender(corner.broker_uri, Publisher(corner.broker_uri, "hours"), print)
        assert replay.send_letters(corner.store("hours"), sender, letters) == POISON
        sender.close()
        assert_each_once(corner, [event.subject for event in (*good, *bugs)], dead_letters=len(broken))
    assert {letter["subject"] for letter in _letters(corner)} == errors.keys() - {event.subject for event in bugs}


def test_headers_that_the_store_cannot_hold(corner: Corner) -> None:
    """They are no reason to stop either: what can be kept of the message is a dead letter."""
    strange = {PREFIX + "subject": Decimal("1.5"), PREFIX + "id": "x"}
    corner.put(Message(b"{not json", application_headers=strange), message(attendance(1)))
    with processes.worker(corner.environment, "hours"):
        assert_each_once(corner, ["a-1"], dead_letters=1)
    assert corner.left() == 0


def test_every_message_three_times(corner: Corner) -> None:
    """Copies beside each other and far apart, and two workers that share them: one effect for each."""
    events = [attendance(number) for number in range(200)]
    copies = [message(event) for event in events for _ in range(2)] + [message(event) for event in events]
    corner.put(*copies)
    with (
        processes.worker(corner.environment, "hours") as first,
        processes.worker(corner.environment, "hours") as second,
    ):
        assert_each_once(corner, [event.subject for event in events])
        later = [attendance(number) for number in range(200, 210)]
        corner.put(*map(message, [*events, *later, *later]))
        assert_each_once(corner, [event.subject for event in (*events, *later)])
        both = (metric(one.ops_address, "kapok_inbox_duplicates_total", service="hours") for one in (first, second))
        eventually(lambda: corner.left() == 0)
        assert sum(both) > 0


def test_an_effect_that_is_not_idempotent(corner: Corner) -> None:
    """The inbox alone keeps it from happening again: copies in one batch and in others, with two workers."""
    names = [f"team-{number}" for number in range(100)]
    copies = [message(organisation(name)) for name in names]
    database = corner.database("projects")
    database.create_collection(TALLY)
    counting = with_faults(corner.environment, Fault("use case with an inbox begins", "tally", nth=0))
    corner.put(*copies, *copies, source="registry", type_=REGISTERED)
    with processes.worker(counting, "projects") as first, processes.worker(counting, "projects") as second:
        corner.put(*copies, source="registry", type_=REGISTERED)
        consumed = "messaging_client_consumed_messages_total"
        both = lambda: sum(metric(one.ops_address, consumed, service="projects") for one in (first, second))  # noqa: E731
        # What is in hand when a transaction is lost comes again, and may wait for that one's documents.
        corner.eventually(lambda: both() >= 3 * len(copies))
    assert {one["_id"]: one["times"] for one in database[TALLY].find()} == dict.fromkeys(names, 1)
    assert database["inbox"].count_documents({}) == len(names)


def test_one_message_in_the_hands_of_two_workers(corner: Corner, tmp_path: Path) -> None:
    """One is about to commit when the other one begins: whoever is second finds it done."""
    copies, held, journal = [message(organisation("team-1"))] * 4, tmp_path / "held", tmp_path / "journal"
    database, tally = corner.database("projects"), Fault("use case with an inbox begins", "tally", nth=0)
    database.create_collection(TALLY)
    waiting = with_faults(corner.environment, tally, Fault("handler is about to commit", "wait", file=str(held)))
    corner.put(*copies, source="registry", type_=REGISTERED)
    with processes.worker(waiting, "projects") as first:
        eventually(held.exists)
        with processes.worker(with_faults(corner.environment, tally, journal=journal), "projects") as second:
            # Only who listens gets a share.
            eventually(lambda: processes.get(f"{second.ops_address}/readyz").is_success)
            corner.put(*copies, source="registry", type_=REGISTERED)
            eventually(journal.exists)
            held.unlink()
            consumed = "messaging_client_consumed_messages_total"
            both = lambda: sum(metric(one.ops_address, consumed, service="projects") for one in (first, second))  # noqa: E731
            eventually(lambda: both() >= 2 * len(copies))
    assert [(one["_id"], one["times"]) for one in database[TALLY].find()] == [("team-1", 1)]
    assert database["inbox"].count_documents({}) == 1


def test_a_deleted_queue_is_made_again(corner: Corner) -> None:
    """The worker notices, declares it anew and goes on."""
    with processes.worker(corner.environment, "hours") as running:
        corner.put(message(attendance(1)))
        assert_each_once(corner, ["a-1"])
        with Connection(corner.broker_uri) as connection:
            connection.channel().queue_delete(QUEUE)
        # It is bound a moment after it is there.
        eventually(lambda: _exists(corner) and processes.get(f"{running.ops_address}/readyz").is_success)
        corner.put(message(attendance(2)))
        assert_each_once(corner, ["a-1", "a-2"])


def test_a_refused_subscription_stops_no_other(corner: Corner) -> None:
    """They share a connection: one that the broker refuses comes back by itself, and the others go on meanwhile."""
    with Connection(corner.broker_uri) as connection:
        connection.channel().exchange_delete("registry.events")
    with processes.worker(corner.environment, "hours") as running:
        eventually(lambda: "no exchange" in processes.get(f"{running.ops_address}/readyz").text)
        corner.put(message(attendance(1)))
        assert_each_once(corner, ["a-1"])
        assert not processes.get(f"{running.ops_address}/readyz").is_success
        topology.declare(corner.broker_uri)
        eventually(lambda: processes.get(f"{running.ops_address}/readyz").is_success)


def test_an_event_waits_for_its_listeners_queue(corner: Corner) -> None:
    """What the broker cannot route is not published: it stays in the outbox until the listener is there."""
    offered = samples.event("availability.offered.v1")
    queue = topology.queue_of("matching", offered.type)
    with Connection(corner.broker_uri) as connection:
        connection.channel().queue_delete(queue)
    events = [replace(offered, subject=f"v-{number}:2018-03-04:afternoon") for number in range(20)]
    corner.log_attendance(events)
    with processes.worker(corner.environment, "projects") as running:
        eventually(lambda: "no queue" in processes.get(f"{running.ops_address}/readyz").text)
        assert outbox.pending_events(corner.database("projects")) == len(events)
        topology.declare(corner.broker_uri)
        eventually(lambda: corner.left(queue) == len(events))
        eventually(lambda: outbox.pending_events(corner.database("projects")) == 0)


def test_a_queue_that_was_declared_otherwise_is_used(corner: Corner) -> None:
    """An earlier version declared it with other arguments: what it holds is handled, and so is what comes."""
    with Connection(corner.broker_uri) as connection:
        channel = connection.channel()
        channel.queue_delete(QUEUE)
        channel.queue_declare(QUEUE, durable=True, auto_delete=False, arguments=OLD_ARGUMENTS)
        channel.queue_bind(QUEUE, "projects.events", "attendance.logged.v1")
    before, after = [attendance(number) for number in range(50)], [attendance(number) for number in range(50, 100)]
    corner.put(*map(message, before))
    with processes.worker(corner.environment, "projects,hours"):
        corner.log_attendance(after)
        assert_each_once(corner, [event.subject for event in (*before, *after)])
    assert corner.left() == 0


def _broken() -> list[Message]:
    """Messages that no handler could bear, of four kinds."""
    return [one for number in range((POISON - BUGS) // 4) for one in _broken_in_each_way(number)]


def _broken_in_each_way(number: int) -> list[Message]:
    return [
        message(attendance(f"undecodable-{number}"), body=b"{not json"),
        message(attendance(f"list-{number}"), body=b"[]"),
        message(attendance(f"unknown-{number}"), type="weather.changed.v1"),
        message(attendance(f"violation-{number}", method=None)),
    ]


def _bugs() -> list[Event]:
    """Events that the handler does not bear, because of a bug that is a fail point."""
    return [attendance(f"bug-{number}") for number in range(BUGS)]


def _letters(corner: Corner) -> list[dict[str, Any]]:
    return dead_letters.page(corner.database("hours"), 10 * POISON, 10 * POISON)


def _exists(corner: Corner) -> bool:
    try:
        return corner.left() >= 0
    except Exception:
        return False
