"""What hours stores of days that people should look at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pymongo import DeleteOne, ReplaceOne
from pymongo.database import Database

from shared.lists import Listing
from shared.store.client import Document
from shared.store.migrations import collection
from shared.store.transaction import Transaction

FLAGGED_DAYS = "flagged_days"
LIST = Listing(FLAGGED_DAYS, "day_of", ("volunteer",), sorts=("day",), by_organisation=False)


def collections(database: Database[Document]) -> None:
    """Make the collection."""
    collection(database, FLAGGED_DAYS, *LIST.indexes)


def flagged(transaction: Transaction, days: Iterable[str]) -> set[str]:
    """Those of the days that are flagged."""
    return set(transaction[FLAGGED_DAYS].by_id(set(days), {"_id": 1}))


def save(transaction: Transaction, days: Mapping[str, Document | None]) -> None:
    """Keep what is to be looked at; None for a day on which nothing is any more."""
    transaction[FLAGGED_DAYS].write(
        [
            ReplaceOne({"_id": name}, {"_id": name, **one}, upsert=True) if one else DeleteOne({"_id": name})
            for name, one in sorted(days.items())
        ]
    )
