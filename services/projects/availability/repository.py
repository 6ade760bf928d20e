"""The parts of days that volunteers offer, each under what it offers."""

from __future__ import annotations

from collections.abc import Iterable

from pymongo.database import Database

from services.projects import waiting
from shared.intake import Entry
from shared.store.client import Document
from shared.store.migrations import collection
from shared.store.transaction import Transaction

AVAILABILITY = "availability"


def collections(database: Database[Document]) -> None:
    """Make what holds them."""
    collection(database, AVAILABILITY)


def keep(transaction: Transaction, offers: Iterable[Entry]) -> None:
    """Store new offers."""
    waiting.add(transaction, AVAILABILITY, offers)
