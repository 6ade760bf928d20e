"""The shifts, under their references: scheduled, or waiting for their post."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pymongo.database import Database

from services.projects import waiting
from shared.intake import Entry, origin
from shared.store.client import Document
from shared.store.migrations import collection, index
from shared.store.transaction import Transaction

SHIFTS = "shifts"


def collections(database: Database[Document]) -> None:
    """Make what holds them."""
    collection(database, SHIFTS, index("waits_for", sparse=True))


def keep(transaction: Transaction, complete: Iterable[Entry], early: Iterable[Entry]) -> None:
    """Store new shifts: those that are scheduled, and those that wait for their post."""
    waiting.add(transaction, SHIFTS, complete)
    transaction[SHIFTS].insert(
        [{"_id": one.reference, **one.plain, **origin(one), "waits_for": one.data["post_ref"]} for one in early]
    )


def waiting_for_posts(transaction: Transaction, posts: Sequence[str]) -> list[Document]:
    """The shifts that wait for one of the posts."""
    return waiting.waiting_for(transaction, SHIFTS, posts)


def schedule_waiting(transaction: Transaction, references: Iterable[str]) -> None:
    """Shifts have their posts."""
    waiting.stop_waiting(transaction, SHIFTS, [(one, {"awaited": 0}) for one in references])
