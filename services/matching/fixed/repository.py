"""The collection of fixed places, each named by its shift and the volunteer's number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pymongo import DeleteOne, ReplaceOne
from pymongo.database import Database

from shared.store.bound import portions
from shared.store.client import Document
from shared.store.migrations import collection, index
from shared.store.transaction import Store, Transaction

FIXED = "fixed_places"


def collections(database: Database[Document]) -> None:
    """Make the collection of fixed places."""
    collection(database, FIXED, index("shift_ref"), index("volunteer"))


def of_shifts(store: Store, shifts: Iterable[str]) -> Iterator[Document]:
    """What was said of places of shifts, in the order of the instants."""
    found = (
        one
        for some in portions(sorted(set(shifts)))
        for one in store.database[FIXED].find({"shift_ref": {"$in": list(some)}})
    )
    return iter(sorted(found, key=lambda one: (one["decided_at"], one["_id"])))


def one(transaction: Transaction, shift_ref: str, volunteer: str) -> Document | None:
    """What was said of one place."""
    return transaction[FIXED].one(name_of(shift_ref, volunteer))


def save(transaction: Transaction, document: Document) -> None:
    """Keep what somebody says now."""
    transaction[FIXED].write([ReplaceOne({"_id": document["_id"]}, document, upsert=True)])


def forget(transaction: Transaction, volunteers: Iterable[str]) -> None:
    """Of these no place is fixed."""
    found = transaction[FIXED].where("volunteer", volunteers, {"_id": 1})
    transaction[FIXED].write([DeleteOne({"_id": one["_id"]}) for one in found])


def name_of(shift_ref: str, volunteer: str) -> str:
    """The name of a fixed place."""
    return f"{shift_ref}:{volunteer}"
