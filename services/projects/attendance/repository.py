"""What is stored of presences, and what is left of those of somebody who is erased."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pymongo import ReplaceOne
from pymongo.database import Database

from services.projects.people import repository as people
from shared.kinds import Case
from shared.store.client import Document
from shared.store.migrations import collection, index
from shared.store.transaction import Transaction

ATTENDANCE = "attendance"
ORIGIN = ("digest", "line")
"""What tells that a row is sent again, and nothing of its contents."""


def find_by_volunteer(database: Database[Document]) -> None:
    """Index whose presences they are."""
    collection(database, ATTENDANCE, index("volunteer_ref", sparse=True))


def forget(transaction: Transaction, references: Iterable[str]) -> None:
    """Of the presences of who is erased only that they were sent stays: neither who nor what leads to the person."""
    gone = set(references)
    found = transaction[ATTENDANCE].where("volunteer_ref", gone, dict.fromkeys(ORIGIN, 1))
    left = ((one["_id"], {name: one[name] for name in ORIGIN}) for one in found)
    transaction[ATTENDANCE].write([ReplaceOne({"_id": reference}, origin) for reference, origin in left])
    people.forget_refusals(transaction, ATTENDANCE, "values.volunteer_ref", gone)


def forget_late(transaction: Transaction, presences: Sequence[Case]) -> None:
    """The same of presences that come after it was heard that the person is erased."""
    forget(transaction, people.erased(transaction, {one["volunteer_ref"] for one in presences}))
