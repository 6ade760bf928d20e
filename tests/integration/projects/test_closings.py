"""What a process remembers of closed references, on a real store: never less than its transaction would find."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.monitoring import CommandListener, CommandStartedEvent, CommandSucceededEvent

from shared import closings
from shared.erased import ERASED, close, close_by_number, hashed
from shared.store.client import Document
from shared.store.transaction import Store, Transaction
from tests.integration.conftest import MakeStore


class Asked(CommandListener):
    """The collections that were asked for documents."""

    def __init__(self) -> None:
        self.collections: list[str] = []

    def started(self, event: CommandStartedEvent) -> None:
        """A command goes out."""
        if event.command_name == "find":
            self.collections.append(str(event.command["find"]))

    def succeeded(self, event: CommandSucceededEvent) -> None:
        """It is answered."""

    def failed(self, event: Any) -> None:
        """It failed."""


def shut(store: Store, *names: str) -> None:
    """Close references."""
    store.transact(lambda transaction: close_by_number(transaction, names))


def perhaps(transaction: Transaction, names: Iterable[str]) -> set[str]:
    """Those that may be closed."""
    digests = {hashed(transaction, one): one for one in names}
    return {digests[one] for one in closings.perhaps_closed(transaction, ERASED, lambda: digests)}


def open_to(store: Store, *names: str) -> set[str]:
    """Those of the names that no process would ask about."""
    return set(names) - store.transact(lambda transaction: perhaps(transaction, names))


def test_what_another_process_closes_is_known_at_once(make_store: MakeStore) -> None:
    """Each transaction sees what was closed before it, whoever closed it and however often it looked before."""
    here, there = make_store("projects"), make_store("projects")
    found = [open_to(here, "a", "b", "c")]
    for name in ("a", "b"):
        shut(there, name)
        found.append(open_to(here, "a", "b", "c"))
    assert found == [{"a", "b", "c"}, {"b", "c"}, {"c"}]


def test_what_is_not_committed_is_not_remembered(store: Store) -> None:
    """Who closes and fails has closed nothing, and the number goes to the next."""

    def fail(transaction: Transaction) -> None:
        close_by_number(transaction, ["a"])
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        store.transact(fail)
    shut(store, "b")
    assert open_to(store, "a", "b") == {"a"}


def test_what_is_closed_side_by_side_has_numbers_of_its_own(make_store: MakeStore) -> None:
    """Twenty threads of two processes close at one moment: one that looks all the while misses none of them."""
    stores, looking = [make_store("projects") for _ in range(2)], make_store("projects")
    names = [f"v-{number}" for number in range(20)]
    threads = [threading.Thread(target=shut, args=(stores[at % 2], name)) for at, name in enumerate(names)]
    for one in threads:
        one.start()
    while any(one.is_alive() for one in threads):
        open_to(looking, *names)
    assert open_to(looking, *names) == set()
    numbers = [one[closings.NUMBER] for one in looking.database[ERASED].find()]
    assert sorted(numbers) == list(range(1, 21))


def test_numbers_that_begin_anew_are_another_line(store: Store) -> None:
    """A database that was emptied counts from one: what was remembered of it is nothing of this one's."""
    shut(store, "a")
    before = open_to(store, "a", "b")
    for name in (ERASED, closings.CLOSINGS):
        store.database[name].delete_many({})
    shut(store, "b")
    assert (before, open_to(store, "a", "b")) == ({"b"}, {"a"})


def test_what_was_closed_before_there_were_numbers_is_known(make_store: MakeStore) -> None:
    """The migration numbers it."""
    store = make_store("projects")
    store.transact(lambda transaction: close(transaction, ["a"]))
    closings.collections(store.database, ERASED)
    shut(store, "b")
    assert open_to(store, "a", "b", "c") == {"c"}


def test_a_batch_asks_for_one_number(store: Store) -> None:
    """Where nothing was closed since, five hundred names take one question."""
    asked, names = Asked(), [f"v-{number}" for number in range(500)]
    shut(store, "v-gone")
    with MongoClient[Document](store.settings.store_uri, event_listeners=[asked]) as client:
        watched = Store(client, store.settings, "projects")
        open_to(watched, *names)
        asked.collections.clear()
        open_to(watched, *names)
    assert asked.collections == [closings.CLOSINGS]
