"""What projects stores: every definition under its reference, and what waits for another one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pymongo import UpdateOne
from pymongo.database import Database

from shared.intake import Entry, origin
from shared.store.client import Document
from shared.store.migrations import Migration, collection, index
from shared.store.transaction import Transaction


def _first(database: Database[Document]) -> None:
    collection(database, "organisations")
    collection(database, "sites")
    collection(database, "posts", index("waits_for", sparse=True))
    collection(database, "shifts", index("waits_for", sparse=True))
    collection(database, "availability")
    collection(database, "attendance")
    collection(database, "proposals", index("shift_ref"))


MIGRATIONS = [Migration(1, "sites, posts, shifts, availability, attendance, proposals", _first)]


def add(transaction: Transaction, name: str, entries: Iterable[Entry], **more: Any) -> None:
    """Store new definitions under their references."""
    transaction[name].insert([{"_id": one.reference, **one.plain, **origin(one), **more} for one in entries])


def add_or_fill(transaction: Transaction, name: str, facts: Iterable[tuple[Entry, Document]]) -> None:
    """Store definitions that others may have asked for before they came."""
    transaction[name].write(
        [
            UpdateOne({"_id": entry.reference}, {"$set": {**found, **origin(entry)}}, upsert=True)
            for entry, found in facts
        ]
    )


def await_definitions(transaction: Transaction, name: str, references: Iterable[str]) -> None:
    """Write on definitions that are missing, so that a transaction that brings one at this moment conflicts with ours.

    Otherwise both would commit: the one that waits would not see it come, and it would not see who waits.
    """
    transaction[name].write(
        [UpdateOne({"_id": reference}, {"$inc": {"awaited": 1}}, upsert=True) for reference in sorted(set(references))]
    )


def waiting_for(transaction: Transaction, name: str, references: Sequence[str]) -> list[Document]:
    """The documents of `name` that wait for one of the definitions."""
    return transaction[name].where("waits_for", references)


def stop_waiting(transaction: Transaction, name: str, documents: Iterable[tuple[str, Document]]) -> None:
    """What waited has what it waited for; `documents` are ids with what is added to them."""
    transaction[name].write(
        [UpdateOne({"_id": one}, {"$set": facts, "$unset": {"waits_for": ""}}) for one, facts in documents]
    )
