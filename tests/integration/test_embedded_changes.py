"""What the embedded store does less of: its indexes, its transactions and its connections are the same without it."""

from __future__ import annotations

import random
import socket
import struct
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import Any

import bson
import pytest
from secantus import wire  # type: ignore[import-untyped]
from secantus.storage import IndexConflict, Storage  # type: ignore[import-untyped]

from cli.stack.entries import leave_what_stays
from cli.stack.waits import receive_at_once

PLACE = "kapok", "rows"
INDEXES: dict[str, tuple[dict[str, int], dict[str, Any]]] = {
    "day": ({"day": 1}, {}),
    "of": ({"of": 1, "day": -1}, {}),
    "names": ({"names": 1}, {"sparse": True}),
    "within": ({"place.city": 1}, {}),
    "number": ({"number": 1}, {"unique": True, "sparse": True}),
    "open": ({"of": 1}, {"partialFilterExpression": {"is_open": True}}),
}
ENTRIES = "table:secantus_index_entries", "table:secantus_unique_keys"
VALUES: dict[str, list[Any]] = {
    "day": [1, 1.0, True, "1", None, bson.Int64(1), [1], [True]],
    "of": ["a", "b", None, ["a", "b"]],
    "names": [["a"], ["b", "a"], [], "a", [["a"]], [{"a": 1}], [{"a": True}]],
    "place": [{"city": "a", "x": 1}, {"city": "a", "x": 2}, {"city": ["a", "b"]}, "a", [{"city": "a"}, {"city": 1}]],
    "number": [1, 2, 3, 1.0],
    "is_open": [True, False],
    "other": [1, 2],
}


class Sparing(Storage):  # type: ignore[misc]
    """A store that leaves what stays, and counts what it writes."""

    written = 0

    def _write_index_entries(self, *place: Any, recordid: int) -> None:
        self.written += len(place[3])
        super()._write_index_entries(*place, recordid=recordid)


leave_what_stays(Sparing)


def change(chance: random.Random) -> dict[str, Any]:
    """Some fields set to others, or one taken away, or another document."""
    some = {name: chance.choice(VALUES[name]) for name in chance.sample(sorted(VALUES), chance.randint(1, 3))}
    return chance.choice([{"$set": some}, {"$unset": {next(iter(some)): ""}}, some])


def entries(storage: Any) -> list[list[Any]]:
    """All that its indexes have."""
    return [sorted(map(repr, storage._collect_prefix(table, PLACE))) for table in ENTRIES]


def step(storage: Any, seed: int) -> None:
    """One of many: a document comes, is changed, several are, or it goes; some in transactions that are taken back."""
    chance = random.Random(seed)
    one = {"_id": chance.randrange(12)}
    new = {**one, "day": 1, "number": chance.randrange(9)}
    does: list[Callable[[], Any]] = [
        lambda: storage.insert(*PLACE, [new], ordered=False),
        lambda: storage.update_matching(*PLACE, one, change(chance)),
        lambda: storage.update_matching(*PLACE, one, change(chance), upsert=True),
        lambda: storage.update_matching(*PLACE, {"of": "a"}, {"$set": {"day": 7}}, multi=True),
        lambda: storage.delete_matching(*PLACE, one),
    ]
    some = chance.choices(does, k=chance.randint(1, 3))
    transaction = storage.begin_user_transaction() if chance.random() < 0.3 else None
    with suppress(IndexConflict), storage.use_user_transaction(transaction) if transaction else nullcontext():
        for do in some:
            do()
    if transaction:
        chance.choice([storage.commit_user_transaction, storage.abort_user_transaction])(transaction)


def test_indexes_have_what_they_would_have_if_all_were_written_anew(tmp_path: Path) -> None:
    """Whatever is changed, in whatever order, also where a change is refused and another one follows it."""
    first = random.randrange(10**6)
    (tmp_path / "plain").mkdir()
    (tmp_path / "sparing").mkdir()
    plain, sparing = Storage(str(tmp_path / "plain")), Sparing(str(tmp_path / "sparing"))
    try:
        for storage in (plain, sparing):
            for name, (key, options) in INDEXES.items():
                storage.create_index(*PLACE, name, key, options=options)
        for seed in range(first, first + 150):
            step(plain, seed)
            step(sparing, seed)
            assert entries(sparing) == entries(plain), f"after the step of seed {seed}, from {first} on"
        assert entries(plain)[0]
    finally:
        plain.close()
        sparing.close()


def test_a_change_writes_in_the_indexes_that_it_is_about(tmp_path: Path) -> None:
    """Of a field that no index has, in none."""
    storage = Sparing(str(tmp_path))
    try:
        for name in ("day", "of", "names"):
            storage.create_index(*PLACE, name, INDEXES[name][0])
        storage.insert(*PLACE, [{"_id": 1, "day": 1, "of": "a", "names": ["b"], "other": 1}])

        def written(update: dict[str, Any]) -> int:
            before = storage.written
            storage.update_matching(*PLACE, {"_id": 1}, update)
            return storage.written - before

        assert written({"$set": {"other": 2, "names": ["b"]}}) == 0
        assert written({"$set": {"names": ["b", "c"]}}) == 1
        assert written({"$set": {"day": True}}) == 2  # equal to what it was, and of another type
    finally:
        storage.close()


def message(number: int, size: int) -> bytes:
    """A command as a driver sends it."""
    body = struct.pack("<IB", 0, 0) + bson.encode({"ping": number, "pad": "x" * size})
    return struct.pack("<iiii", 16 + len(body), number, 0, 2013) + body


@pytest.mark.parametrize("pieces", [1, 2, 7, 500])
def test_messages_are_read_however_they_come(monkeypatch: pytest.MonkeyPatch, pieces: int) -> None:
    """Several at once, or one in pieces, and large ones."""
    monkeypatch.setattr(wire, "_recv_exactly", wire._recv_exactly)
    receive_at_once(wire)
    sent = b"".join(message(number, size) for number, size in enumerate((0, 10, 200_000, 3)))
    ours, theirs = socket.socketpair()

    def send() -> None:
        length = -(-len(sent) // pieces)
        for start in range(0, len(sent), length):
            ours.sendall(sent[start : start + length])
            time.sleep(0)
        ours.close()

    sender = threading.Thread(target=send)
    sender.start()
    with theirs:
        assert [wire.read_message(theirs).op.body["ping"] for _ in range(4)] == [0, 1, 2, 3]
        with pytest.raises(wire.ConnectionClosed):
            wire.read_message(theirs)
    sender.join()
