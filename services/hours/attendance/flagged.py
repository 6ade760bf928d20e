"""Presences that people should look at, with why: what projects flagged, beside what became of each. They count."""

from __future__ import annotations

from collections.abc import Iterable

from pymongo import UpdateOne
from pymongo.database import Database

from shared.lists import Listing
from shared.store.client import Document
from shared.store.migrations import collection
from shared.store.transaction import Transaction

FLAGGED = "flagged_presences"
LIST = Listing(FLAGGED, "attendance_ref", ("shift_ref", "volunteer"), by_organisation=False)


def collections(database: Database[Document]) -> None:
    """Make the collection."""
    collection(database, FLAGGED, *LIST.indexes)


def note(transaction: Transaction, presences: Iterable[Document]) -> None:
    """Keep what is known of them now, each by its `attendance_ref`."""
    transaction[FLAGGED].write(
        [UpdateOne({"_id": one["attendance_ref"]}, {"$set": one}, upsert=True) for one in presences]
    )
