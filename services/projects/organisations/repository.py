"""What the registry tells of organisations, under their references."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pymongo import ReplaceOne
from pymongo.database import Database

from shared.store.client import Document
from shared.store.migrations import collection
from shared.store.transaction import Transaction

ORGANISATIONS = "organisations"


def collections(database: Database[Document]) -> None:
    """Make what holds them."""
    collection(database, ORGANISATIONS)


def keep(transaction: Transaction, organisations: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
    """Store organisations, given with their references, in place of what was known of them."""
    transaction[ORGANISATIONS].write(
        [ReplaceOne({"_id": reference}, dict(facts), upsert=True) for reference, facts in organisations]
    )
