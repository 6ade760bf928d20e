"""A client that is killed within a transaction: what it wrote on is free again as soon as the stack says so."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pymongo import UpdateOne
from pymongo.errors import OperationFailure

from cli.stack import store as embedded
from cli.stack.stack import Stack
from shared.config import Settings
from shared.store.client import connect
from shared.store.transaction import Store, Transaction


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    """A database with one document."""
    with connect(settings) as client:
        found = Store(client, settings, "hours")
        found.database["shifts"].insert_one({"_id": "shift-1", "awaited": 0})
        yield found


def count(transaction: Transaction) -> None:
    """Write on the document."""
    transaction["shifts"].write([UpdateOne({"_id": "shift-1"}, {"$inc": {"awaited": 1}})])


def test_what_a_dead_client_wrote_on_is_free_again(stack: Stack, settings: Settings, store: Store) -> None:
    """Its transaction is given up; the next one commits, and its own commit would come to nothing."""
    with connect(settings) as dead, dead.start_session() as session:
        session.start_transaction()
        left = dead[store.database.name]["shifts"]
        left.update_one({"_id": "shift-1"}, {"$inc": {"awaited": 100}}, session=session)
        assert embedded.end_sessions(stack.home)
        store.transact(count)
        with pytest.raises(OperationFailure) as refused:
            session.commit_transaction()
    assert refused.value.has_error_label("TransientTransactionError")
    assert store.database["shifts"].find_one({"_id": "shift-1"}) == {"_id": "shift-1", "awaited": 1}


def test_who_lives_runs_it_again(stack: Stack, store: Store) -> None:
    """A transaction that is given up in its middle leads to the same end, once."""
    runs = []

    def work(transaction: Transaction) -> None:
        count(transaction)
        runs.append(1)
        if len(runs) == 1:
            assert embedded.end_sessions(stack.home)

    store.transact(work)
    assert len(runs) == 2
    assert store.database["shifts"].find_one({"_id": "shift-1"}) == {"_id": "shift-1", "awaited": 1}
