"""Commands that come together are one transaction, and to each of them it is as if it had come alone."""

from __future__ import annotations

import datetime as dt
import itertools
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pymongo import MongoClient, UpdateOne
from pymongo.errors import DuplicateKeyError, OperationFailure

from shared.store import outbox
from shared.store.client import Document
from shared.store.groups import MOST_TOGETHER, Groups
from shared.store.transaction import Store, Transaction
from tests.integration.asked import Commands
from tests.integration.conftest import MakeStore
from tests.integration.test_transactions import publish
from tests.integration.together import Work, together
from tests.processes import eventually

COLLECTIONS = ("rejected", "volunteers", "idempotency", "outbox")


class Refused(Exception):
    """A use case's own no."""


@pytest.fixture
def store(make_store: MakeStore) -> Store:
    """The store of hours."""
    return make_store("hours")


@pytest.fixture
def groups(store: Store) -> Groups:
    """Its commands, one group after the other."""
    return Groups(store, most_at_once=1)


def add(name: str) -> Work:
    """Take in what is new as a rule, and tell of it."""

    def work(transaction: Transaction) -> str:
        if name in transaction.copied("rejected", [name]):
            return "known"
        transaction["rejected"].insert([{"_id": name}])
        publish(transaction)
        return "new"

    return work


def count(name: str) -> Work:
    """Add one to what was read."""

    def work(transaction: Transaction) -> int:
        before = (transaction["volunteers"].one(name) or {}).get("minutes", 0)
        transaction["volunteers"].write([UpdateOne({"_id": name}, {"$set": {"minutes": before + 1}}, upsert=True)])
        return int(before + 1)

    return work


def once(key: str) -> Work:
    """Do what the first one with this key did."""

    def work(transaction: Transaction) -> str:
        found = transaction["idempotency"].one(key)
        if found is None:
            transaction["idempotency"].insert([{"_id": key, "result": f"done-{key}"}])
            publish(transaction)
            return f"done-{key}"
        return str(found["result"])

    return work


def refuse(transaction: Transaction) -> None:
    """Say no before anything is written."""
    transaction["rejected"].one("a-1")
    raise Refused


def fail_late(transaction: Transaction) -> None:
    """Say no when the store has something already, and something more is kept."""
    transaction["volunteers"].write([UpdateOne({"_id": "late"}, {"$set": {"minutes": 1}}, upsert=True)])
    transaction["rejected"].insert([{"_id": "late"}])
    raise Refused


def insert(name: str) -> Work:
    """Insert without asking whether it is there."""
    return lambda transaction: transaction["rejected"].insert([{"_id": name}])


def overwrite(name: str) -> Work:
    """Write what the store does not take, with what others write: a text is no number."""

    def work(transaction: Transaction) -> None:
        transaction["volunteers"].write([UpdateOne({"_id": name}, {"$set": {"text": "t"}}, upsert=True)])
        transaction["volunteers"].write([UpdateOne({"_id": name}, {"$inc": {"text": 1}})])

    return work


def settle(name: str) -> Work:
    """Insert what is new, decide on it, and read that, as the store would give it."""

    def work(transaction: Transaction) -> Any:
        held = transaction["rejected"]
        if held.one(name):
            return "known"
        held.insert([{"_id": name, "state": None, "at": dt.datetime(2018, 2, 1, 9, 0, 0, 1_999, dt.UTC)}])
        held.write([UpdateOne({"_id": name}, {"$set": {"state": "confirmed"}})])
        publish(transaction)
        return str(held.one(name))

    return work


def names(store: Store, collection: str) -> set[str]:
    """The ids of a collection."""
    return {one["_id"] for one in store.database[collection].find()}


def test_they_are_one_transaction(store: Store, groups: Groups) -> None:
    """One commit with all their events, in the order in which they came; each has its own result."""
    numbers = range(8)
    assert ["new"] * 8 == together(groups, [add(f"a-{number}") for number in numbers])
    assert names(store, "rejected") == {f"a-{number}" for number in numbers}
    (commit,) = outbox.pending(store.database, 10)
    assert commit["count"] == 8


def test_a_lone_command_goes_at_once(store: Store, groups: Groups) -> None:
    """In a transaction of its own."""
    assert "new" == groups.transact(add("a-1"))
    assert "known" == groups.transact(add("a-1"))
    assert names(store, "rejected") == {"a-1"}


def test_a_group_waits_for_those_that_were_just_answered(
    store: Store, groups: Groups, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two that waited while one was in hand expect that one's client again: what it sends goes in with them."""
    monkeypatch.setattr("shared.store.groups.GATHERING", 60)
    answered = threading.Event()

    def send(name: str) -> str:
        return str(groups.transact(add(name)))

    with ThreadPoolExecutor(1) as pool:
        again = pool.submit(lambda: (answered.wait(), send("a-3")))
        assert ["new", "new"] == together(groups, [add("a-1"), add("a-2")], answered.set)
        again.result()
    assert [3] == [commit["count"] for commit in outbox.pending(store.database, 10)]


def test_a_group_is_bounded(store: Store, groups: Groups) -> None:
    """Who came later is in the next one."""
    together(groups, [add(f"a-{number}") for number in range(MOST_TOGETHER + 3)])
    assert [MOST_TOGETHER, 3] == [commit["count"] for commit in outbox.pending(store.database, 10)]


def test_two_groups_are_under_way_each_with_half(store: Store) -> None:
    """Whoever waited is shared out among them, and neither waits for the other's end."""
    meeting = threading.Barrier(2, timeout=120)

    def meet(name: str) -> Work:
        def work(transaction: Transaction) -> str:
            if name in ("a-0", "a-7"):  # the first and the last who waited
                meeting.wait()
            return str(add(name)(transaction))

        return work

    assert ["new"] * 8 == together(Groups(store, most_at_once=2), [meet(f"a-{number}") for number in range(8)])
    first, second = (commit["count"] for commit in outbox.pending(store.database, 10))
    assert first + second == 8
    assert min(first, second) >= 3


def test_no_more_groups_are_under_way(store: Store) -> None:
    """Who comes when there are two of them waits, and is the next."""
    groups, may_end = Groups(store, most_at_once=2), threading.Event()

    def wait(_: Transaction) -> None:
        may_end.wait()

    with ThreadPoolExecutor(3) as pool:
        held = [pool.submit(groups.transact, wait) for _ in range(2)]
        try:
            eventually(lambda: groups._in_hand == 2)
            third = pool.submit(groups.transact, add("a-1"))
            eventually(lambda: len(groups._waiting) == 1)
            assert not third.done()
        finally:
            may_end.set()
        assert "new" == third.result()
        assert [None, None] == [one.result() for one in held]


@pytest.mark.parametrize("bad", [refuse, fail_late, insert("there"), overwrite("there")])
def test_one_bad_command_is_nobody_elses_fault(store: Store, groups: Groups, bad: Work) -> None:
    """Whether it raises before or after it wrote, or writes what the store does not take: the others are one commit."""
    store.database["rejected"].insert_one({"_id": "there"})
    found = together(groups, [add("a-1"), bad, add("a-2")])
    assert ["new", "new"] == [found[0], found[2]]
    assert isinstance(found[1], (Refused, OperationFailure))
    assert {"there", "a-1", "a-2"} == names(store, "rejected")
    assert set() == names(store, "volunteers")
    assert [2] == [commit["count"] for commit in outbox.pending(store.database, 10)]


def test_many_bad_commands_cost_few_attempts(store: Store, groups: Groups) -> None:
    """After the second one that broke the transaction all are taken alone."""
    tried = Counter[int]()

    def counted(number: int) -> Work:
        def work(transaction: Transaction) -> Any:
            tried[number] += 1
            return (fail_late if number % 2 else add(f"a-{number}"))(transaction)

        return work

    found = together(groups, [counted(number) for number in range(8)])
    assert ["new" if number % 2 == 0 else Refused for number in range(8)] == [
        type(one) if isinstance(one, Exception) else one for one in found
    ]
    assert max(tried[number] for number in range(0, 8, 2)) <= 3
    assert {f"a-{number}" for number in range(0, 8, 2)} == names(store, "rejected")


def test_copies_are_looked_for_when_one_was_met(store: Store, groups: Groups) -> None:
    """As when each comes alone: what is known is told from what is new."""
    store.database["rejected"].insert_many([{"_id": "a-1"}, {"_id": "a-3"}])
    assert ["known", "new", "known", "new"] == together(groups, [add(f"a-{number}") for number in (1, 2, 3, 4)])


def test_what_one_writes_no_other_meets(store: Store, groups: Groups) -> None:
    """Two of a group that count on one document: neither's word is lost; those that count elsewhere stay together."""
    assert [1, 1, 2, 3] == sorted(together(groups, [count("v-1"), count("v-2"), count("v-1"), count("v-1")]))
    assert {"v-1": 3, "v-2": 1} == {one["_id"]: one["minutes"] for one in store.database["volunteers"].find()}


def take_place(shift: str, name: str, held: str = "rejected") -> Work:
    """Take the next place of a shift."""

    def work(transaction: Transaction) -> int:
        taken = transaction[held].where("shift_ref", [shift])
        transaction[held].insert([{"_id": name, "shift_ref": shift}])
        publish(transaction)
        return 1 + len(taken)

    return work


def book(shift: str, name: str) -> Work:
    """Take the next place of a shift, on whose turn all write who do."""
    take = take_place(shift, name)

    def work(transaction: Transaction) -> Any:
        transaction["volunteers"].write([UpdateOne({"_id": shift}, {"$inc": {"turn": 1}}, upsert=True)])
        return take(transaction)

    return work


def test_those_who_ask_by_other_values_go_together(store: Store, groups: Groups) -> None:
    """Two that ask for documents of one shift, and add one, come one after the other; one of another shift stays."""
    works = [take_place("s-1", "a"), take_place("s-2", "b"), take_place("s-1", "c"), take_place("s-3", "d")]
    found = together(groups, works)
    assert [1, 2] == sorted([found[0], found[2]])
    assert [1, 1] == [found[1], found[3]]
    assert [1, 3] == sorted(commit["count"] for commit in outbox.pending(store.database, 10))


def test_a_command_reads_what_it_wrote(groups: Groups) -> None:
    """By id or by a query, inserted or changed."""

    def work(transaction: Transaction) -> list[Any]:
        held = transaction["rejected"]
        held.insert([{"_id": "a-1"}])
        by_id = held.one("a-1")
        held.insert([{"_id": "a-2"}])
        held.write([UpdateOne({"_id": "a-2"}, {"$set": {"seen": True}})])
        return [by_id, held.find({"seen": True})]

    found = together(groups, [work, once("k")])
    assert [{"_id": "a-1"}, [{"_id": "a-2", "seen": True}]] == found[0]


def test_what_all_write_and_look_for_is_asked_at_once(make_store: MakeStore) -> None:
    """What nine commands read by ids and by a field, insert, settle and change takes as many questions as of two."""
    commands = Commands()
    with MongoClient[Document](make_store("hours").settings.store_uri, event_listeners=[commands]) as client:
        store = Store(client, make_store("hours").settings, "hours")

        def command(name: str) -> Work:
            works = (settle(f"{name}-settled"), count(name), take_place(f"s-{name}", name, "idempotency"))
            return lambda transaction: [work(transaction) for work in works]

        asked = []
        for many in (["a-1", "a-2"], [f"b-{number}" for number in range(9)]):
            commands.sent.clear()
            found = together(Groups(store, most_at_once=1), list(map(command, many)))
            assert [1] * len(many) == [one[1] for one in found]
            asked.append(len(commands.sent))
        assert asked[0] == asked[1], commands.sent
        assert all("'state': 'confirmed'" in one[0] and " 1000)" in one[0] for one in found)


def test_a_group_meets_another_transaction(store: Store, groups: Groups) -> None:
    """One that goes on for long keeps the command waiting that it meets, and no other one."""
    may_end, has_written = threading.Event(), threading.Event()

    def worker(transaction: Transaction) -> None:
        count("v-1")(transaction)
        has_written.set()
        may_end.wait()

    def end_it() -> None:
        eventually(lambda: {"a-1", "a-2"} <= names(store, "rejected"))
        may_end.set()

    with ThreadPoolExecutor(2) as pool:
        try:
            done = [pool.submit(store.transact, worker), pool.submit(end_it)]
            has_written.wait()
            assert ["new", 2, "new"] == together(groups, [add("a-1"), count("v-1"), add("a-2")])
        finally:
            may_end.set()
        assert [None, None] == [one.result() for one in done]


NUMBERS = itertools.count()
COMMANDS: dict[str, Callable[[str], Work]] = {
    "add": add,
    "count": count,
    "once": once,
    "insert": lambda name: insert(f"{name}-inserted"),
    "overwrite": lambda name: overwrite(f"{name}-text"),
    "settle": lambda name: settle(f"{name}-settled"),
    "book": lambda name: book(name, f"{name}-{next(NUMBERS)}"),
    "refuse": lambda _: refuse,
    "fail late": lambda _: fail_late,
}
DRAWN = st.tuples(st.sampled_from(sorted(COMMANDS)), st.sampled_from(["x", "y", "z"]))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(DRAWN, min_size=2, max_size=12), st.sampled_from([1, 2]))
def test_it_ends_as_if_one_came_after_the_other(store: Store, drawn: list[tuple[str, str]], most_at_once: int) -> None:
    """Good ones, refused, broken and conflicting ones, same keys, in groups one by one or two at a time: every answer
    and all that is left."""
    _empty(store)
    works = [COMMANDS[name](argument) for name, argument in drawn]
    alone = Counter(map(_told, [_result(store, work) for work in works], drawn))
    left = _left(store)
    _empty(store)
    grouped = Counter(map(_told, together(Groups(store, most_at_once), works), drawn))
    assert (alone, left) == (grouped, _left(store))


def _result(store: Store, work: Work) -> Any:
    try:
        return store.transact(work)
    except (Refused, DuplicateKeyError, OperationFailure) as error:
        return error


def _told(result: Any, drawn: tuple[str, str]) -> tuple[Any, ...]:
    return (*drawn, type(result) if isinstance(result, Exception) else result)


def _left(store: Store) -> dict[str, Any]:
    """The documents, and how many events were told."""
    told = sum(commit["count"] for commit in store.database["outbox"].find())
    return {"told": told, **{name: _documents(store, name) for name in COLLECTIONS if name != "outbox"}}


def _documents(store: Store, name: str) -> list[dict[str, Any]]:
    return sorted(store.database[name].find(), key=lambda one: str(one["_id"]))


def _empty(store: Store) -> None:
    for name in COLLECTIONS:
        store.database[name].delete_many({})
