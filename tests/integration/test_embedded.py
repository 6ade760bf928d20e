"""The embedded store does not stand still where a transaction stands on what others write."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

import pymongo
from pymongo import MongoClient
from pymongo.collection import Collection

from tests.integration.stores import store, uri

FIELDS = [f"field_{number}" for number in range(12)]
# More than fill a page of WiredTiger's usual size: where they had to wait they took half a minute, otherwise a second.
BATCHES, SIZE, MOST_SECONDS = 6, 500, 20


def add(collection: Collection[dict[str, Any]]) -> None:
    """A batch as an import writes it: many rows in one transaction, each in every index, anywhere in it."""
    rows = [{"pad": "x" * 1_000, **{field: secrets.token_hex(22) for field in FIELDS}} for _ in range(SIZE)]
    with collection.database.client.start_session() as session, session.start_transaction():
        collection.insert_many(rows, session=session)


def test_who_writes_does_not_wait_for_who_stands_on_an_index(tmp_path: Path) -> None:
    """One transaction has read an index and is not at its end; the batches of another go on."""
    with store(tmp_path / "data", "--sync-on-commit") as port, MongoClient[dict[str, Any]](uri(port)) as client:
        collection = client["kapok"]["rows"]
        for field in FIELDS:
            collection.create_index(field)
        add(collection)
        with client.start_session() as standing, standing.start_transaction():
            assert list(collection.find({"field_5": "none"}, session=standing)) == []
            with pymongo.timeout(MOST_SECONDS):
                for _ in range(BATCHES - 1):
                    add(collection)
        assert collection.count_documents({}) == BATCHES * SIZE
