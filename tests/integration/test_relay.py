"""The relay with a real broker and store: everything goes out, in order, with positions that skip nothing."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from typing import Any, ClassVar

import eventlet
import pytest
from kombu.connection import Connection
from nameko.containers import ServiceContainer
from pymongo.errors import AutoReconnect

from shared import clock
from shared.events.catalogue import contract
from shared.events.envelope import Event, from_message
from shared.messaging import topology
from shared.messaging.publisher import Publisher, PublishError
from shared.messaging.relay import COMMITS_AT_ONCE, EVENTS_AT_ONCE, LEASE, MOST_UNMARKED, LostLease, Relay
from shared.messaging.timers import on_news
from shared.store import outbox
from shared.store.dependency import OwnStore
from shared.store.transaction import Store, Transaction
from tests.faults.proxy import proxy
from tests.integration.conftest import MakeStore
from tests.processes import eventually

CREDITED: dict[str, Any] = {
    "entry": "a-1",
    "attendance_ref": "a-1",
    "shift_ref": "shift-1",
    "volunteer": "KV0123456789AB",
    "minutes": 240,
    "region_code": "440100",
    "day": "2018-02-14",
    "starts_at": "2018-02-14T00:00:00Z",
    "ends_at": "2018-02-14T04:00:00Z",
    "provenance": "measured",
    "late": False,
    "policy": {"name": "attendance/guangdong", "version": 1},
}


@pytest.fixture
def store(make_store: MakeStore, broker_uri: str) -> Store:
    """The store of hours, with everybody's queues."""
    topology.declare(broker_uri)
    return make_store("hours")


@pytest.fixture
def relay(store: Store, broker_uri: str) -> Iterator[Relay]:
    """A relay of hours."""
    publisher = Publisher(broker_uri, "hours")
    yield Relay(store, publisher)
    publisher.drop()


def commit(store: Store, *subjects: str) -> None:
    """One commit with an event for each subject."""

    def work(transaction: Transaction) -> None:
        for subject in subjects:
            transaction.publish("hours.credited.v1", subject, {**CREDITED, "entry": subject})

    store.transact(work)


def received(broker_uri: str, queue: str) -> list[Event]:
    """What lies in a queue, taken out."""
    events = []
    with Connection(broker_uri) as connection:
        channel = connection.channel()
        while message := channel.basic_get(queue, no_ack=True):
            events.append(from_message(message.headers, message.body))
    return events


def test_events_go_out_once_in_order(store: Store, relay: Relay, broker_uri: str) -> None:
    """Each listener has all of them, as they were written, in the order of the commits."""
    for number in range(5):
        commit(store, f"{number}-a", f"{number}-b")
    assert relay.round() == 10
    assert relay.round() == 0
    subjects = [f"{number}-{letter}" for number in range(5) for letter in "ab"]
    for listener in contract("hours.credited.v1").listeners:
        events = received(broker_uri, topology.queue_of(listener, "hours.credited.v1"))
        assert [event.subject for event in events] == subjects
        for event in events:
            contract("hours.credited.v1").check_event(event)


class Told:
    """A service that writes down how far the log went whenever it is called, as who tells partners is."""

    name = "hours"
    store = OwnStore()
    heads: ClassVar[list[int]] = []

    @on_news(interval=3_600, rest=0)
    def look(self) -> None:
        """Look how far it goes."""
        self.heads.append(outbox.head_position(self.store.database))


def test_who_tells_of_news_is_woken_when_they_are_in_the_log(store: Store, relay: Relay) -> None:
    """At once, once for what comes together, and not before; when nothing comes nobody looks for an hour."""
    container = ServiceContainer(Told, {"stores": {"hours": store}, "max_workers": 2})
    container.start()
    try:
        eventually(lambda: eventlet.sleep(0) or Told.heads == [0])
        commit(store, "a")
        eventlet.sleep(0)
        assert [0] == Told.heads
        relay.round()
        eventually(lambda: eventlet.sleep(0) or Told.heads == [0, 1])
        for subject in ("b", "c"):
            commit(store, subject)
            relay.round()
        eventually(lambda: eventlet.sleep(0) or Told.heads[-1] == 3)
        assert len(Told.heads) < 5
    finally:
        container.stop()


def test_positions_have_no_gaps(store: Store, relay: Relay) -> None:
    """Whoever reads the log from any position sees every later event once, in order."""
    for number in range(COMMITS_AT_ONCE + 3):
        commit(store, f"{number}-a", f"{number}-b", f"{number}-c")
    while relay.round():
        pass
    everything = list(outbox.read(store.database, 0, 1_000))
    assert [position for position, _ in everything] == list(range(1, 3 * (COMMITS_AT_ONCE + 3) + 1))
    assert list(outbox.read(store.database, 4, 5)) == everything[4:9]
    assert list(outbox.read(store.database, 69, 100)) == []
    assert outbox.head_position(store.database) == 69


def test_a_marking_that_is_run_again_leaves_no_gap(store: Store, relay: Relay, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store that was killed while it committed may run the transaction a second time."""
    commit(store, "a", "b", "c")
    once = store.transact
    monkeypatch.setattr(store, "transact", lambda work: (once(work), once(work))[1])
    with pytest.raises(LostLease):
        relay.round()
    monkeypatch.undo()
    commit(store, "d")
    assert relay.round() == 1
    assert [position for position, _ in outbox.read(store.database, 0, 10)] == [1, 2, 3, 4]


def patient(store: Store, broker_uri: str) -> Relay:
    """A relay that waits for more before it marks."""
    return Relay(store, Publisher(broker_uri, "hours"), mark_within=3600)


def test_small_commits_are_marked_together(store: Store, broker_uri: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """They go out at once, each once; their positions come when it is time, in the order in which they went out."""
    relay = patient(store, broker_uri)
    for number in range(3):
        commit(store, f"{number}-a", f"{number}-b")
        assert (2, 0) == (relay.round(), outbox.head_position(store.database))
    assert 0 == relay.round()
    assert outbox.pending_events(store.database) == 6
    assert 0 < relay.marks_in <= 3600
    monkeypatch.setattr(relay, "_mark_within", 0)
    assert 0 == relay.round()
    subjects = [f"{number}-{letter}" for number in range(3) for letter in "ab"]
    logged = [(position, event["subject"]) for position, event in outbox.read(store.database, 0, 10)]
    assert logged == list(enumerate(subjects, 1))
    queue = topology.queue_of("incentives", "hours.credited.v1")
    assert [event.subject for event in received(broker_uri, queue)] == subjects
    assert math.inf == relay.marks_in


def test_what_waits_to_be_marked_is_bounded(store: Store, broker_uri: str) -> None:
    """A crash sends no more commits twice than a round has; many events are marked at once, and who stops marks all."""
    relay = patient(store, broker_uri)
    for number in range(COMMITS_AT_ONCE + 1):
        commit(store, f"{number}")
        relay.round()
    assert outbox.head_position(store.database) == COMMITS_AT_ONCE
    assert relay.round() == 1
    commit(store, *(f"many-{number}" for number in range(MOST_UNMARKED)))
    assert relay.round() == MOST_UNMARKED
    assert outbox.pending_events(store.database) == 0
    commit(store, "last")
    assert relay.round() == 1
    relay.release()
    assert outbox.head_position(store.database) == COMMITS_AT_ONCE + MOST_UNMARKED + 2


def test_a_relay_that_comes_back_marks_nothing_that_another_marked(
    store: Store, broker_uri: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its lease ran out before it marked: its successor publishes again, and marks; then it goes on behind that."""
    relay, other = patient(store, broker_uri), patient(store, broker_uri)
    commit(store, "a")
    assert relay.round() == 1
    later = clock.now() + LEASE + dt.timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert other.round() == 1
    other.release()
    commit(store, "b")
    assert relay.round() == 1
    relay.release()
    logged = [(position, event["subject"]) for position, event in outbox.read(store.database, 0, 10)]
    assert logged == [(1, "a"), (2, "b")]


def test_a_round_is_bounded(store: Store, relay: Relay) -> None:
    """A large backlog goes out in several rounds, each far shorter than the lease."""
    for number in range(3):
        commit(store, *(f"{number}-{n}" for n in range(EVENTS_AT_ONCE // 2 + 1)))
    rounds = [(relay.round(), relay.behind) for _ in range(4)]
    assert rounds == [(EVENTS_AT_ONCE // 2 + 1, True)] * 2 + [(EVENTS_AT_ONCE // 2 + 1, False), (0, False)]


def test_without_the_broker_events_wait(store: Store, broker_uri: str) -> None:
    """Nothing is marked; with the broker back they go out."""
    commit(store, "a-1")
    away = Relay(store, Publisher("amqp://nobody:nothing@127.0.0.1:9//", "hours"))
    with pytest.raises(PublishError):
        away.round()
    away.release()
    assert outbox.pending_events(store.database) == 1
    assert Relay(store, Publisher(broker_uri, "hours")).round() == 1


def test_an_event_without_its_listeners_queue_is_not_lost(store: Store, relay: Relay, broker_uri: str) -> None:
    """The broker returns it, it stays in the outbox, and goes out once the queue is there."""
    queue = topology.queue_of("incentives", "hours.credited.v1")
    with Connection(broker_uri) as connection:
        for listener in contract("hours.credited.v1").listeners:
            connection.channel().queue_delete(topology.queue_of(listener, "hours.credited.v1"))
    commit(store, "a-1")
    with pytest.raises(PublishError, match="run the migrations"):
        relay.round()
    topology.declare(broker_uri)
    assert relay.round() == 1
    assert [event.subject for event in received(broker_uri, queue)] == ["a-1"]


def test_no_listener_gets_what_another_cannot_get(store: Store, relay: Relay, broker_uri: str) -> None:
    """One queue of two is gone, as after a broker lost its disk: both wait until it is there again."""
    commit(store, "a-1")
    assert relay.round() == 1
    relay.release()
    queue, other = (topology.queue_of(who, "hours.credited.v1") for who in ("incentives", "matching"))
    with Connection(broker_uri) as connection:
        connection.channel().queue_delete(queue)
    commit(store, "a-2")
    publisher = Publisher(broker_uri, "hours")
    successor = Relay(store, publisher)
    for _ in range(2):
        with pytest.raises(PublishError, match=f"gone: {queue}"):
            successor.round()
    topology.declare(broker_uri)
    assert successor.round() == 1
    publisher.drop()
    subjects = {name: [event.subject for event in received(broker_uri, name)] for name in (queue, other)}
    assert subjects == {queue: ["a-2"], other: ["a-1", "a-2"]}


def test_a_broker_that_falls_silent_is_not_asked_for_ever(
    store: Store, broker_uri: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The question after the listeners' queues has an end, and the next connection gets its answer."""
    monkeypatch.setattr("shared.messaging.publisher.CONFIRM_SECONDS", 0.5)
    queue = topology.queue_of("incentives", "hours.credited.v1")
    with proxy(broker_uri) as between:
        publisher = Publisher(between.uri, "hours")
        assert publisher.look_for([queue]) == {queue: True}
        between.silence()
        with pytest.raises(PublishError, match="timed out"):
            publisher.look_for([queue])
        assert publisher.look_for([queue]) == {queue: True}
        publisher.drop()


def test_a_look_that_the_store_cut_short_is_taken_again(
    store: Store, relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The store could not say which queues there were: the connection is not taken for one that was looked at."""
    commit(store, "a-1")

    def away(*_: Any) -> None:
        raise AutoReconnect("the store is away")

    monkeypatch.setattr("shared.messaging.listeners.lost", away)
    for _ in range(2):
        with pytest.raises(AutoReconnect):
            relay.round()
    monkeypatch.undo()
    assert relay.round() == 1


def test_a_listener_that_never_was_keeps_nobody_waiting(make_store: MakeStore, broker_uri: str) -> None:
    """Its service is not set up yet; whoever is there gets the events."""
    store, publisher = make_store("hours"), Publisher(broker_uri, "hours")
    topology.declare(broker_uri)
    with Connection(broker_uri) as connection:
        connection.channel().queue_delete(topology.queue_of("incentives", "hours.credited.v1"))
    commit(store, "a-1")
    assert Relay(store, publisher).round() == 1
    publisher.drop()


def test_a_broker_that_does_not_tell_of_queues_keeps_nobody_waiting(
    store: Store, relay: Relay, broker_uri: str
) -> None:
    """A newer broker hides what is not the user's own: a queue that was seen before is then not taken for gone."""
    commit(store, "a-1")
    assert relay.round() == 1
    relay.release()
    commit(store, "a-2")
    queue, unheard = topology.queue_of("incentives", "hours.credited.v1"), "nobody.hours.credited.v1"
    with proxy(broker_uri) as between:
        between.secretive = True
        publisher = Publisher(between.uri, "hours")
        assert publisher.look_for([queue, unheard]) == {queue: True}
        publisher.drop()
        with Connection(broker_uri) as connection:
            connection.channel().queue_delete(queue)
        assert Relay(store, publisher).round() == 1
        publisher.drop()


def test_a_second_relay_waits_for_the_first(store: Store, relay: Relay, broker_uri: str) -> None:
    """One is active; when it gives the lease back, the other goes on."""
    other = Relay(store, Publisher(broker_uri, "hours"))
    commit(store, "a-1")
    assert relay.round() == 1
    commit(store, "a-2")
    assert other.round() == 0
    relay.release()
    assert other.round() == 1


def test_a_relay_that_wakes_up_with_an_old_lease_marks_nothing(
    store: Store, relay: Relay, broker_uri: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was paused between publishing and marking; its successor has published and marked meanwhile."""
    other = Relay(store, Publisher(broker_uri, "hours"))
    commit(store, "a-1")
    publish = Publisher.publish

    def pause(publisher: Publisher, events: list[Event]) -> None:
        publish(publisher, events)
        monkeypatch.undo()
        later = clock.now() + LEASE + dt.timedelta(seconds=1)
        monkeypatch.setattr(clock, "now", lambda: later)
        assert other.round() == 1

    monkeypatch.setattr(Publisher, "publish", pause)
    with pytest.raises(LostLease):
        relay.round()
    assert outbox.head_position(store.database) == 1
    assert outbox.pending_events(store.database) == 0
    assert relay.round() == 0
