"""Which references may be closed, as a process remembers it: a batch asks for one number and not for each name.

Every transaction that closes references has a number, which their hashes have, too. Whoever lets rows in reads the
newest number in its own transaction, and what was closed since the process last looked (docs/adr/0046).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from pymongo import UpdateOne
from pymongo.database import Database

from shared import ids
from shared.hashing import Digest
from shared.store.client import Document
from shared.store.memory import Remembered
from shared.store.migrations import collection, index
from shared.store.transaction import Transaction

Rename = Callable[[Transaction, Sequence[str]], None]
CLOSINGS, NUMBER = "closings", "closing"
DIGITS = 16
"""Of a hash that are remembered: so 140,000 closed references take some ten megabytes."""


def collections(database: Database[Document], within: str) -> None:
    """Make what holds the numbers, and number what was closed before."""
    collection(database, CLOSINGS)
    database[within].create_indexes([index(NUMBER, sparse=True)])
    if database[within].find_one():
        database[within].update_many({}, {"$set": {NUMBER: 1}})
        database[CLOSINGS].insert_one({"_id": within, "line": ids.new_id(), "number": 1})


def next_number(transaction: Transaction, within: str) -> int:
    """The number of what this transaction closes. Of two at one moment one begins again."""
    counts = {"$inc": {"number": 1}, "$setOnInsert": {"line": ids.new_id()}}
    transaction[CLOSINGS].write([UpdateOne({"_id": within}, counts, upsert=True)])
    return int(transaction[CLOSINGS].by_id([within])[within]["number"])


def numbered_anew(within: str, rename: Rename) -> Rename:
    """What gives hashes under another key their ids, so that whoever remembers the old ones reads the new ones, too."""

    def take(transaction: Transaction, ids: Sequence[str]) -> None:
        rename(transaction, ids)
        number = {"$set": {NUMBER: next_number(transaction, within)}}
        names = map(transaction.sealer.hashes.renewed, ids)
        transaction[within].write([UpdateOne({"_id": one}, number) for one in names])

    return take


def perhaps_closed(transaction: Transaction, within: str, names: Callable[[], Iterable[Digest]]) -> list[Digest]:
    """Those of the names that may be closed, which is to be asked of the store: nearly always none.

    Args:
        names: gives them, and is not asked where nothing was closed ever.

    The transaction is none that closes any itself: what it wrote may never be committed, but would be remembered.
    """
    newest = transaction[CLOSINGS].by_id([within]).get(within)
    if newest is None:
        return []
    marks = _up_to(transaction, within, newest["line"], newest["number"]).marks
    return [one for one in names() if not marks.isdisjoint(map(_mark, one.forms))]


def _up_to(transaction: Transaction, within: str, line: str, number: int) -> Remembered:
    known = transaction.memory.of(within, line)
    if known.number >= number:
        return known
    new = transaction[within].find({NUMBER: {"$gt": known.number, "$lte": number}}, {"_id": 1})
    return transaction.memory.add(within, known, number, (_mark(one["_id"]) for one in new))


def _mark(digest: str) -> int:
    return int(digest[-DIGITS:], 16)
