"""The embedded store does not stand still where others stand, and reads once what indexes a collection has."""

from __future__ import annotations

import secrets
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pymongo
import pytest
import wiredtiger
from pymongo import MongoClient
from pymongo.collection import Collection
from pymongo.read_concern import ReadConcern
from secantus.storage import Storage  # type: ignore[import-untyped]

from cli.stack.statements import read_definitions_once, stand_nowhere
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
        # The store's log for change streams would have each of the rows once more.
        assert client["local"]["oplog.rs"].find_one() is None


class Counted(Storage):  # type: ignore[misc]
    """The store's inner part, which counts how many times it reads definitions of indexes, and options."""

    reads = of_options = 0

    def _coll_options(self, database: str, collection: str) -> Any:
        self.of_options += 1
        return super()._coll_options(database, collection)

    def _iter_indexes(self, database: str, collection: str) -> Any:
        self.reads += 1
        return super()._iter_indexes(database, collection)


read_definitions_once(Counted)


def test_a_statement_reads_once_what_indexes_its_collection_has(tmp_path: Path) -> None:
    """However many documents it writes; what it finds out itself meanwhile, it knows."""
    place = "kapok", "rows"
    inner = Counted(str(tmp_path))
    try:
        for field in ("day", "names"):
            inner.create_index(*place, field, {field: 1})

        def reads(statement: str, *arguments: Any, **named: Any) -> tuple[int, Any]:
            before = inner.reads
            answer = getattr(inner, statement)(*place, *arguments, **named)
            return inner.reads - before, answer

        plain = [{"_id": number, "day": number, "names": "a"} for number in range(5)]
        assert reads("insert", plain) == (1, (5, []))
        assert reads("update_matching", {"_id": 3}, {"$set": {"day": 7}})[0] == 1
        assert reads("find_matching", {"day": {"$gte": 4, "$lt": 9}}, sort={"day": 1}) == (
            1,
            [plain[4], {**plain[3], "day": 7}],
        )
        with_lists = [{"_id": number, "day": 9, "names": ["c", "b"]} for number in (5, 6)]
        assert reads("insert", with_lists)[1] == (2, [])
        assert reads("find_matching", {"names": "b"}, sort={"names": 1})[1] == with_lists
        assert inner.index_is_multikey(*place, "names")
        inner.drop_index(*place, "day")
        assert reads("find_matching", {"day": 7})[1] == [{**plain[3], "day": 7}]

        transaction = inner.begin_user_transaction()
        for command in (1, 2):
            before = inner.of_options
            with inner.use_user_transaction(transaction):
                counted = [
                    reads("update_matching", {"_id": number}, {"$set": {"day": command}})[0] for number in (1, 2)
                ]
                assert "level" not in inner.get_collection_options(*place)
                inner.get_collection_options(*place)
            assert (counted, inner.of_options - before) == ([1, 0], 1)
        with inner.use_user_transaction(transaction):
            inner.get_collection_options(*place)
            inner.set_collection_options(*place, level=7)
            assert inner.get_collection_options(*place)["level"] == 7
        inner.commit_user_transaction(transaction)
        assert reads("find_matching", {"_id": 2})[1] == [{**plain[2], "day": 2}]
    finally:
        inner.close()


def test_no_cursor_stands_when_a_statement_is_over(tmp_path: Path) -> None:
    """Also within a transaction that goes on: a page on which somebody stands is split by nobody."""
    session = wiredtiger.wiredtiger_open(str(tmp_path), "create").open_session()
    session.create("table:entries", "key_format=S,value_format=S")
    cursor = session.open_cursor("table:entries")
    cursor["a"] = "b"
    session.begin_transaction()
    cursor.set_key("a")
    assert (cursor.search(), cursor.get_value()) == (0, "b")
    stand_nowhere(SimpleNamespace(_tls=SimpleNamespace(cursors={"entries": cursor})))
    with pytest.raises(wiredtiger.WiredTigerError):
        cursor.get_value()
    session.connection.close()


def test_a_bulk_of_insertions_is_a_statement_for_each_collection(tmp_path: Path) -> None:
    """It may begin a transaction, and of the first document that is there it says which."""

    def bulk(*documents: tuple[int, str]) -> dict[str, Any]:
        ops = [{"insert": place, "document": {"_id": name}} for place, name in documents]
        return {"bulkWrite": 1, "ops": ops, "nsInfo": [{"ns": "kapok.a"}, {"ns": "other.b"}], "errorsOnly": True}

    def held(client: MongoClient[dict[str, Any]]) -> list[set[str]]:
        return [{one["_id"] for one in client[database][name].find()} for database, name in places]

    places = (("kapok", "a"), ("other", "b"))
    with store(tmp_path / "data", "--sync-on-commit") as port, MongoClient[dict[str, Any]](uri(port)) as client:
        with client.start_session() as session, session.start_transaction(read_concern=ReadConcern("snapshot")):
            answer = client.admin.command(bulk((0, "x"), (0, "y"), (1, "z"), (0, "w")), session=session)
        assert (0, 4) == (answer["nErrors"], answer["nInserted"])
        assert [{"x", "y", "w"}, {"z"}] == held(client)
        with client.start_session() as session:
            session.start_transaction()
            answer = client.admin.command(bulk((1, "v"), (0, "u"), (0, "y"), (1, "t")), session=session)
            session.abort_transaction()
        assert [(2, 11000)] == [(error["idx"], error["code"]) for error in answer["cursor"]["firstBatch"]]
        assert [{"x", "y", "w"}, {"z"}] == held(client)
        with_update = {**bulk((0, "s")), "errorsOnly": False}
        with_update["ops"].append({"update": 0, "filter": {"_id": "x"}, "updateMods": {"$set": {"n": 1}}})
        answer = client.admin.command(with_update)
        assert (1, 1) == (answer["nInserted"], answer["nModified"])
