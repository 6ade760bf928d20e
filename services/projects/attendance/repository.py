"""The first record of each presence, as it came."""

from __future__ import annotations

from collections.abc import Iterable

from pymongo.database import Database

from services.projects import waiting
from shared.intake import Entry
from shared.store.client import Document
from shared.store.migrations import collection
from shared.store.transaction import Transaction

ATTENDANCE = "attendance"


def collections(database: Database[Document]) -> None:
    """Make what holds them."""
    collection(database, ATTENDANCE)


def keep(transaction: Transaction, presences: Iterable[Entry]) -> None:
    """Store new presences."""
    waiting.add(transaction, ATTENDANCE, presences)
