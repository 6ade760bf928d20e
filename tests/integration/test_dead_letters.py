"""Dead letters on a real store and broker: kept once, paged, counted, sent again to their own queue, dropped."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from amqp import Message
from kombu.connection import Connection

from cli.letters import acting
from services.hours.worker import Worker
from shared import clock
from shared.events.envelope import PREFIX, from_message
from shared.messaging import dead_letters, last_resort, topology
from shared.messaging.publisher import Publisher
from shared.messaging.rebuild import handlers
from shared.messaging.replay import objection, send_letters
from shared.messaging.sending import GaveUp, Sender, UnknownQueue
from shared.messaging.subscription import Delivery
from shared.store.migrations import key_of, migrate
from shared.store.transaction import Store
from tests.faults.corner import QUEUE, attendance
from tests.integration.conftest import MakeStore
from tests.integration.letters import TYPE, fail, taken
from tests.processes import eventually

MANY = 100_000


@pytest.fixture
def store(make_store: MakeStore) -> Store:
    """The store of hours."""
    return make_store("hours")


@pytest.fixture
def sender(broker_uri: str) -> Sender:
    """Sends to the queues of this test's broker."""
    topology.declare(broker_uri)
    return Sender(broker_uri, Publisher(broker_uri, "hours"), lambda line: None, patience=1)


def letters(store: Store) -> list[dict[str, Any]]:
    """All letters, the newest first."""
    return dead_letters.page(store.database, 1_000, 1_000)


def raising(error: type[BaseException]) -> Callable[..., None]:
    """A function that fails."""

    def fails(*_: Any) -> None:
        raise error

    return fails


def own_headers(message: Any) -> dict[str, Any]:
    """A message's headers without those that the broker adds."""
    return {name: value for name, value in message.headers.items() if not name.startswith("x-")}


def test_a_message_that_fails_again_is_the_same_letter(store: Store) -> None:
    """Also when the broker has counted its deliveries; the letter tells how often and when it failed."""
    event = attendance(1)
    fail(store, event)
    (first,) = letters(store)
    fail(store, event, **{"x-delivery-count": 3})
    fail(store, attendance(2))
    newer, older = letters(store)
    assert (2, 1) == (dead_letters.count(store.database), newer["failures"])
    assert (first["key"], first["number"], 2) == (older["key"], older["number"], older["failures"])
    assert (first["first_at"], True) == (older["first_at"], older["at"] >= first["at"])


def test_pages_of_many(store: Store) -> None:
    """Of 100,000 letters most of the middle was removed: pages have their letters, in order, each once."""
    # What a page needs, and no more: the other indexes, and dropping it all, would only make this test slower.
    database, removed = store.client["many_letters"], range(2_000, 96_000)
    database["dead_letters"].create_index("number")
    numbers = [number for number in range(1, MANY + 1) if number not in removed or number % 997 == 0]
    database["dead_letters"].insert_many([{"_id": number, "number": number} for number in numbers])
    database["counters"].insert_one({"_id": "dead_letters", "kept": len(numbers), "last": MANY})
    assert (len(numbers), MANY) == (dead_letters.count(database), dead_letters.last_number(database))
    newest_first = numbers[::-1]
    for below in (MANY + 1, 96_020, 45_000, 2_030, 25):
        expected = [number for number in newest_first if number < below][:60]
        assert expected == [one["number"] for one in dead_letters.page(database, below, 60)]
    assert [] == dead_letters.page(database, 1, 60)


def test_pages_of_one_type(store: Store) -> None:
    """Only its letters are found, however few they are among the others."""
    for number in range(6):
        fail(store, attendance(number), **{f"{PREFIX}type": "rare.v1"} if number % 3 == 0 else {})
    last = dead_letters.last_number(store.database)
    assert ["a-3", "a-0"] == [one["subject"] for one in dead_letters.page(store.database, last + 1, 2, "rare.v1")]
    assert ["a-0"] == [one["subject"] for one in dead_letters.page(store.database, 4, 2, "rare.v1")]


def test_a_letter_is_sent_to_its_own_queue_only_and_then_removed(store: Store, sender: Sender, broker_uri: str) -> None:
    """The same headers, body and id; another subscriber of the type, and the exchange, see nothing."""
    events = [attendance(number) for number in range(3)]
    with Connection(broker_uri) as connection:
        channel = connection.channel()
        channel.queue_declare("another", durable=True)
        channel.queue_bind("another", topology.exchange_of("projects"), TYPE)
    for event in events:
        fail(store, event, **{"x-delivery-count": 7})
    assert send_letters(store, sender, letters(store)) == 3
    assert [] == letters(store)
    assert dead_letters.count(store.database) == 0
    messages = taken(broker_uri, QUEUE)
    assert events[::-1] == [from_message(message.headers, message.body) for message in messages]
    assert [event.headers() for event in events[::-1]] == [own_headers(message) for message in messages]
    assert [2] * 3 == [message.properties["delivery_mode"] for message in messages]
    assert [] == taken(broker_uri, "another")


def test_a_letter_that_failed_again_meanwhile_stays(store: Store, sender: Sender) -> None:
    """It was read, sent and handled in vain before it could be removed: then it is a new failure."""
    event = attendance(1)
    fail(store, event)
    read = letters(store)
    fail(store, event)
    assert dead_letters.remove(store, read) == []
    assert [2] == [one["failures"] for one in letters(store)]
    box: Any = SimpleNamespace(stores={"hours": store})
    tally = acting.drop(box, [("hours", read)], lambda number: None)
    assert [(key, tally.done.total()) for key in tally.left] == [(read[0]["key"][: acting.SHOWN_KEY], 0)]
    assert len(dead_letters.remove(store, letters(store))) == 1
    assert dead_letters.remove(store, read) == []
    assert dead_letters.count(store.database) == 0


def test_a_replay_killed_before_it_removed_the_letters_has_one_effect(
    store: Store, sender: Sender, broker_uri: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are sent a second time, and the subscriber drops the copies."""
    for number in range(3):
        fail(store, attendance(number))
    monkeypatch.setattr(dead_letters, "remove", raising(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        send_letters(store, sender, letters(store))
    monkeypatch.undo()
    assert dead_letters.count(store.database) == 3
    assert send_letters(store, sender, letters(store)) == 3
    deliveries = [Delivery(None, 0, one.headers, one.body) for one in taken(broker_uri, QUEUE)]
    handle = handlers(Worker, store)[TYPE]
    for delivery in deliveries:
        handle([delivery])
    assert len(deliveries) == 6
    assert ["a-0", "a-1", "a-2"] == sorted(one["_id"] for one in store.database["held"].find())
    assert sum(commit["count"] for commit in store.database["outbox"].find()) == 3
    assert dead_letters.count(store.database) == 0


def test_without_the_broker_or_the_queue_letters_stay(store: Store, sender: Sender) -> None:
    """Whatever stops it, no letter is removed that nobody has."""
    fail(store, attendance(1))
    fail(store, attendance(2), queue="hours.nothing.like.it")
    away = Sender(
        "amqp://nobody:nothing@127.0.0.1:9//", Publisher("amqp://x:x@127.0.0.1:9//", "hours"), print, patience=0
    )
    with pytest.raises(GaveUp):
        send_letters(store, away, letters(store))
    with pytest.raises(UnknownQueue):
        send_letters(store, sender, letters(store))
    assert dead_letters.count(store.database) == len(letters(store)) == 2


def test_a_letter_that_could_not_be_kept_whole_is_not_sent(store: Store, sender: Sender, broker_uri: str) -> None:
    """Its body was cut, or its headers: half of an event must not look like one."""
    headers = attendance(1).headers()
    dead_letters.keep(store, QUEUE, Delivery(None, 0, headers, b"1" * (dead_letters.LONGEST_BODY + 1)), ValueError())
    dead_letters.keep(store, QUEUE, Delivery(None, 0, {**headers, "long": "x" * 2_000}, b"{}"), ValueError())
    dead_letters.keep(store, QUEUE, Delivery(None, 0, {**headers, "number": 7}, b"{}"), ValueError())
    reasons = [objection(letter) for letter in letters(store)]
    assert [None, "its headers could not be kept as they were"] == reasons[:2]
    assert "cut at 1,000,000 of 1,000,001 bytes" in str(reasons[2])
    assert send_letters(store, sender, letters(store)) == 1
    assert [7] == [message.headers["number"] for message in taken(broker_uri, QUEUE)]
    assert dead_letters.count(store.database) == 2


def test_what_the_broker_gave_up_is_brought_in(store: Store, broker_uri: str) -> None:
    """With the queue that it comes from, once, and the same letter as if the handler had failed on it."""
    topology.declare(broker_uri)
    events = [attendance(1), attendance(2)]
    with Connection(broker_uri, transport_options={"confirm_publish": True}) as connection:
        channel: Any = connection.channel()
        for event in events:
            message = Message(event.body(), application_headers=event.headers(), delivery_mode=2)
            channel.basic_publish(message, routing_key=QUEUE)
        channel.basic_publish(Message(b"strange"), routing_key=topology.DEAD_LETTERS)
        while (message := channel.basic_get(QUEUE)) is not None:
            channel.basic_reject(message.delivery_tag, requeue=False)
    sender = Sender(broker_uri, Publisher(broker_uri, "hours"), print)
    eventually(lambda: sender.waiting(topology.DEAD_LETTERS) == 3)
    fail(store, events[0])
    assert last_resort.Collected(2, 1) == last_resort.collect(broker_uri, {"hours": store}, 10)
    assert last_resort.Collected(0, 1) == last_resort.collect(broker_uri, {"hours": store}, 10)
    second, first = letters(store)
    assert (2, QUEUE, "a-1") == (first["failures"], first["queue"], first["subject"])
    assert "GivenUp: rejected by a consumer" == second["error"]
    assert abs((clock.now() - second["at"]).total_seconds()) < 60
    assert send_letters(store, sender, [second]) == 1
    assert [events[1]] == [from_message(message.headers, message.body) for message in taken(broker_uri, QUEUE)]


def test_letters_of_an_earlier_version_get_their_numbers(store: Store) -> None:
    """Their keys, numbers and the count are made by the migration."""
    for name in ("migrations", "counters"):
        store.database[name].delete_many({"_id": {"$in": [-1, "dead_letters"]}})
    moment = clock.now()
    old = {"queue": QUEUE, "error": "E", "at": moment, "headers": {}, "body": b"{}"}
    store.database["dead_letters"].insert_many([{"_id": f"{QUEUE}:{n}", **old} for n in range(3)])
    assert migrate(store.database, []) == [-1]
    found = letters(store)
    assert ([3, 2, 1], 3) == ([one["number"] for one in found], dead_letters.count(store.database))
    assert [dead_letters.find(store.database, key_of(one["_id"])[:8]) for one in found] == [[one] for one in found]
    assert [None] * 3 == [objection(one) for one in found]
