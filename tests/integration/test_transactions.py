"""Transactions of the store: all or nothing, with the outbox and the inbox inside."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from pymongo import MongoClient, UpdateOne
from pymongo.errors import BulkWriteError

from shared.events.contract import ContractViolation
from shared.events.envelope import Event
from shared.store import inbox, migrations, outbox, together
from shared.store.bound import VALUES_AT_ONCE
from shared.store.client import Document
from shared.store.transaction import Store, Transaction
from tests.integration.asked import Commands
from tests.integration.conftest import MakeStore

REJECTED = {"attendance_ref": "a-1", "reason": "objection", "policy": {"name": "attendance/guangdong", "version": 1}}


@pytest.fixture
def store(make_store: MakeStore) -> Store:
    """The store of hours."""
    return make_store("hours")


def publish(transaction: Transaction, count: int = 1) -> None:
    """Some events of hours."""
    for number in range(count):
        transaction.publish("hours.rejected.v1", f"a-{number}", REJECTED)


def test_state_and_events_are_committed_together(store: Store) -> None:
    """What the use case wrote and what it told of are both there."""

    def work(transaction: Transaction) -> str:
        transaction["rejected"].insert([{"_id": "a-1"}])
        publish(transaction, 2)
        return "done"

    assert store.transact(work) == "done"
    (commit,) = outbox.pending(store.database, 10)
    assert [event.subject for event in outbox.events_of(commit)] == ["a-0", "a-1"]
    assert store.database["rejected"].find_one({"_id": "a-1"})
    assert outbox.pending_events(store.database) == 2


def test_a_failure_leaves_nothing(store: Store) -> None:
    """Neither state nor events of a use case that raises."""

    def work(transaction: Transaction) -> None:
        transaction["rejected"].insert([{"_id": "a-1"}])
        publish(transaction)
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        store.transact(work)
    assert store.database["rejected"].count_documents({}) == 0
    assert outbox.pending_events(store.database) == 0


def test_a_large_transaction_writes_several_documents(store: Store) -> None:
    """No document of the outbox comes near the store's limit, and the order stays."""
    store.transact(lambda transaction: publish(transaction, outbox.COMMIT_EVENTS + 1))
    commits = list(outbox.pending(store.database, 10))
    assert [commit["count"] for commit in commits] == [outbox.COMMIT_EVENTS, 1]


def test_an_event_must_keep_its_contract(store: Store) -> None:
    """A violation or another service's type fails the command, not a listener later."""
    with pytest.raises(ContractViolation):
        store.transact(lambda transaction: transaction.publish("hours.rejected.v1", "a-1", {"reason": "x"}))
    with pytest.raises(ValueError, match="belongs to projects"):
        store.transact(lambda transaction: transaction.publish("attendance.logged.v1", "a-1", {}))


def test_an_effect_carries_its_cause(store: Store) -> None:
    """The trace and the correlation of the first command go on to the last event."""
    cause = Event("x.y.v1", "projects", "s", {}, correlationid="command-1", traceparent="00-trace-01")
    store.transact(lambda transaction: transaction.publish("hours.rejected.v1", "a-1", REJECTED, cause=cause))
    (event,) = outbox.events_of(next(outbox.pending(store.database, 1)))
    assert (event.correlationid, event.traceparent) == ("command-1", "00-trace-01")


def test_an_event_is_admitted_once(store: Store) -> None:
    """Twice in one batch, or again in a later one."""
    events = [Event("x.y.v1", "projects", str(n), {}) for n in range(100)]
    assert store.transact(lambda transaction: inbox.admit(transaction, [*events[:60], *events[:60]])) == events[:60]
    assert store.transact(lambda transaction: inbox.admit(transaction, events)) == events[60:]


def test_long_lists_of_values_are_read_in_parts(store: Store) -> None:
    """All are found, however many; those that are missing are not."""
    names = [f"a-{number}" for number in range(2 * VALUES_AT_ONCE + 1)]
    store.transact(lambda transaction: transaction["rejected"].insert([{"_id": name} for name in names]))
    found = store.transact(lambda transaction: transaction["rejected"].by_id([*names, "missing"]))
    assert sorted(found) == sorted(names)


def test_concurrent_decisions_on_one_document_add_up(store: Store) -> None:
    """A transaction that was in another's way is run again on what the other left."""

    def add(transaction: Transaction) -> None:
        before = (transaction["volunteers"].one("v-1") or {}).get("minutes", 0)
        transaction["volunteers"].write([UpdateOne({"_id": "v-1"}, {"$set": {"minutes": before + 1}}, upsert=True)])

    threads = [threading.Thread(target=lambda: [store.transact(add) for _ in range(10)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.database["volunteers"].find_one({"_id": "v-1"}) == {"_id": "v-1", "minutes": 40}


def test_migrations_run_once_each_in_order(store: Store) -> None:
    """A second run does nothing; a new version is applied alone."""
    ran: list[int] = []
    steps = [
        migrations.Migration(1, "first", lambda _: ran.append(1)),
        migrations.Migration(1_000, "a later one", lambda _: ran.append(1_000)),
    ]
    assert migrations.migrate(store.database, steps) == [1_000]
    assert migrations.migrate(store.database, steps) == []
    assert ran == [1_000]


def test_what_is_new_as_a_rule_is_looked_for_when_it_is_not(store: Store) -> None:
    """The first try sees nothing and meets the copy while it inserts; the next one looks, and only the new is left."""
    store.database["rejected"].insert_one({"_id": "a-1"})
    seen = []

    def work(transaction: Transaction) -> None:
        known = transaction.copied("rejected", ["a-1", "a-2"])
        seen.append(set(known))
        transaction["rejected"].insert([{"_id": one} for one in ("a-2", "a-1") if one not in known])
        publish(transaction)

    store.transact(work)
    assert seen == [set(), {"a-1"}]
    assert {one["_id"] for one in store.database["rejected"].find({})} == {"a-1", "a-2"}
    assert outbox.pending_events(store.database) == 1


def test_only_a_commit_with_events_wakes_the_relay(store: Store) -> None:
    """Marks of the relay itself, and whatever else tells nobody, do not have it look for nothing."""
    woken = []
    store.on_commit = lambda: woken.append(True)
    store.transact(lambda transaction: transaction["rejected"].insert([{"_id": "a-1"}]))
    assert not woken
    store.transact(publish)
    assert woken == [True]


@contextmanager
def client_of(store: Store, commands: Commands) -> Iterator[MongoClient[Document]]:
    """A client that knows the store already, as any does after its first command; what it sends is noted."""
    with MongoClient[Document](store.settings.store_uri, event_listeners=[commands]) as client:
        client.admin.command("ping")
        commands.sent.clear()
        yield client


def spread(transaction: Transaction, inserts: int = 1) -> list[str]:
    """Insert into two collections, read in one of them what is there, and tell of it."""
    transaction["rejected"].insert([{"_id": "a-1", "state": "new"}])
    transaction["rejected"].write([UpdateOne({"_id": "a-1"}, {"$set": {"state": "decided"}})])
    transaction["volunteers"].insert([{"_id": f"v-{number:03}"} for number in range(inserts)])
    publish(transaction)
    return [str(transaction["rejected"].by_id(["a-1"])["a-1"]["state"])]


@pytest.mark.parametrize(
    ("takes_bulks", "inserts", "messages"),
    [
        (True, 1, ["bulkWrite"]),
        (False, 1, ["insert", "insert", "insert"]),
        (True, together.MOST_DOCUMENTS, ["insert", "insert", "insert"]),
    ],
)
def test_what_is_inserted_goes_in_one_message(
    store: Store, monkeypatch: pytest.MonkeyPatch, takes_bulks: bool, inserts: int, messages: list[str]
) -> None:
    """At the end, where the store takes it and it is little; else collection by collection."""
    if not takes_bulks:
        monkeypatch.setattr(together, "TAKES_BULKS", 1_000)
    commands = Commands()
    with client_of(store, commands) as client:
        own = Store(client, store.settings, "hours")
        assert ["decided"] == own.transact(lambda transaction: spread(transaction, inserts))
        assert [*messages, "commitTransaction"] == [one.split()[0] for one in commands.sent]
    assert {"_id": "a-1", "state": "decided"} == store.database["rejected"].find_one()
    assert inserts == store.database["volunteers"].count_documents({})
    assert 1 == outbox.pending_events(store.database)


@pytest.mark.parametrize("takes_bulks", [True, False])
def test_which_document_was_there_is_told(store: Store, monkeypatch: pytest.MonkeyPatch, takes_bulks: bool) -> None:
    """By its number among all that go at the end; nothing of them is left."""
    if not takes_bulks:
        monkeypatch.setattr(together, "TAKES_BULKS", 1_000)
    store.database["volunteers"].insert_one({"_id": "v-000"})
    with pytest.raises(BulkWriteError) as raised:
        store.transact(spread)
    assert [(1, 11000)] == [(one["index"], one["code"]) for one in raised.value.details["writeErrors"]]
    assert store.database["rejected"].count_documents({}) == outbox.pending_events(store.database) == 0


def test_a_large_document_goes_by_itself(store: Store) -> None:
    """Of what one message has room for at most, each is sent alone."""

    def work(transaction: Transaction) -> None:
        for name in ("rejected", "volunteers"):
            transaction[name].insert([{"_id": name, "text": "x" * (together.MOST_BYTES - 100)}])

    commands = Commands()
    with client_of(store, commands) as client:
        Store(client, store.settings, "hours").transact(work)
        assert ["insert rejected", "insert volunteers", "commitTransaction 1"] == commands.sent
