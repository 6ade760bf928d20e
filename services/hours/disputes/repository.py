"""What hours stores of disputes: one of a presence at most."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pymongo import UpdateOne
from pymongo.database import Database

from services.hours.disputes.domain import STATES
from shared.lists import Listing
from shared.store.client import Document
from shared.store.migrations import collection
from shared.store.transaction import Transaction

DISPUTES = "disputes"
LIST = Listing(DISPUTES, "attendance_ref", ("state", "volunteer"), sorts=("answer_until",), words={"state": STATES})


def collections(database: Database[Document]) -> None:
    """Make the collection."""
    collection(database, DISPUTES, *LIST.indexes)


def one(transaction: Transaction, reference: str) -> Document | None:
    """The dispute about a presence."""
    return transaction[DISPUTES].one(reference)


def find(database: Database[Document], reference: str) -> Document | None:
    """The same outside of a transaction."""
    return database[DISPUTES].find_one({"_id": reference})


def add(transaction: Transaction, dispute: Document) -> None:
    """Keep a new one."""
    transaction[DISPUTES].insert([dispute])


def change(transaction: Transaction, reference: str, facts: Mapping[str, Any]) -> None:
    """Keep what it is now."""
    transaction[DISPUTES].write([UpdateOne({"_id": reference}, {"$set": dict(facts)})])
