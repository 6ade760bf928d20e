"""What is stored of presences: that they were sent. Their facts are told, and hours keeps them."""

from __future__ import annotations

from pymongo import ReplaceOne
from pymongo.database import Database

from shared.store.client import Document
from shared.store.migrations import collection, index

ATTENDANCE, VOLUNTEER = "attendance", "volunteer_ref"
ORIGIN = ("digest", "line")
"""What tells that a row is sent again, and nothing of its contents."""
AT_ONCE = 500


def find_by_volunteer(database: Database[Document]) -> None:
    """Index whose presences they are."""
    collection(database, ATTENDANCE, index(VOLUNTEER, sparse=True))


def keep_origins(database: Database[Document]) -> None:
    """Forget the facts: nobody read them again, and an index on whose they are made taking them in half as fast."""
    presences, changes = database[ATTENDANCE], list[ReplaceOne[Document]]()
    for one in presences.find({VOLUNTEER: {"$exists": True}}, dict.fromkeys(ORIGIN, 1)):
        changes.append(ReplaceOne({"_id": one["_id"]}, {name: one[name] for name in ORIGIN if name in one}))
        if len(changes) == AT_ONCE:
            presences.bulk_write(changes)
            changes.clear()
    if changes:
        presences.bulk_write(changes)
    presences.drop_index(index(VOLUNTEER).document["name"])
