"""What hours stores of seals: each under its number, with its entries beside it, and the public keys that signed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from bson import Binary
from pymongo import ASCENDING
from pymongo.database import Database

from services.hours.seals.domain import Sealed, unpacked
from shared.lists import Listing
from shared.seals import reference
from shared.store.client import Document
from shared.store.migrations import collection, index
from shared.store.transaction import Transaction

SEALS, SEALED_ENTRIES, SEAL_KEYS = "seals", "sealed_entries", "seal_keys"
LIST = Listing(SEALS, "seal_ref", by_place=False)
MOST = 2**53
FAR = dt.datetime(3000, 1, 1, tzinfo=dt.UTC)


def collections(database: Database[Document]) -> None:
    """Make the collections."""
    collection(database, SEALS, *LIST.indexes, index("size"), index("last_at"))
    collection(database, SEALED_ENTRIES)
    collection(database, SEAL_KEYS)


def find(database: Database[Document], number: int) -> Document | None:
    """A seal by its number."""
    return database[SEALS].find_one({"_id": reference(number)})


def last(database: Database[Document], known: int = 0) -> Document | None:
    """The last seal: numbers have no gaps, so it is found by looking for some of them.

    Args:
        known: a number that there was before; from there on it is looked for.
    """
    found = find(database, known) if known else None
    number, step = known if found else 0, 1
    while one := find(database, number + step):
        found, number, step = one, number + step, step * 2
    while step := step // 2:
        if one := find(database, number + step):
            found, number = one, number + step
    return found


def is_taken(transaction: Transaction, number: int) -> bool:
    """Whether there is a seal of this number."""
    return transaction[SEALS].one(reference(number)) is not None


def keep(transaction: Transaction, seal: Document, entries: Mapping[str, bytes], public: bytes) -> None:
    """Keep a seal and its entries, and the public key that signed it, where it is the first of that key."""
    ref = reference(seal["number"])
    transaction[SEALS].insert([{"_id": ref, "seal_ref": ref, **seal}])
    transaction[SEALED_ENTRIES].insert([{"_id": ref, **{name: Binary(one) for name, one in entries.items()}}])
    if transaction[SEAL_KEYS].one(seal["key"]) is None:
        transaction[SEAL_KEYS].insert([{"_id": seal["key"], "public": Binary(public), "from": seal["number"]}])


def entries_of(database: Database[Document], seal: Document) -> Sealed | None:
    """The entries of a seal; None where they are gone."""
    found = database[SEALED_ENTRIES].find_one({"_id": seal["_id"]})
    return unpacked(found, seal["size"] - seal["entries"]) if found else None


def that_seals(database: Database[Document], place: int) -> Document | None:
    """The seal of the entry at a place of the tree."""
    found = database[SEALS].find({"size": {"$gt": place, "$lt": MOST}}).sort("size", ASCENDING).limit(1)
    return next(found, None)


def of_moment(database: Database[Document], moment: dt.datetime) -> Iterator[Document]:
    """The seals among whose entries one may be that was added at a moment, earliest first."""
    found = database[SEALS].find({"last_at": {"$gte": moment, "$lt": FAR}}).sort("last_at", ASCENDING)
    return (one for one in found if one["first_at"] <= moment)


def in_order(database: Database[Document]) -> Iterator[Document]:
    """All seals that there are, by number."""
    first, end = reference(0), reference(10**11)
    return iter(database[SEALS].find({"_id": {"$gte": first, "$lt": end}}).sort("_id", ASCENDING))


def keys(database: Database[Document]) -> list[dict[str, Any]]:
    """The public keys, the first one first; they are few."""
    return sorted(database[SEAL_KEYS].find(), key=lambda one: (one["from"], one["_id"]))
