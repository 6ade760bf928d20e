"""The collection of organisations, its indexes and queries."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pymongo import ASCENDING
from pymongo.database import Database

from shared.store.client import Document
from shared.store.migrations import collection, index
from shared.store.transaction import Transaction

ORGANISATIONS = "organisations"
REFERENCE, LAST_REFERENCE = "organisation_ref", "\U0010ffff"


def collections(database: Database[Document]) -> None:
    """Organisations, by reference, by place, and by the one above."""
    by_place = (index("region_code", REFERENCE), index("parent_ref", REFERENCE))
    collection(database, ORGANISATIONS, index(REFERENCE, unique=True), *by_place)


def add_organisations(transaction: Transaction, organisations: Iterable[tuple[dict[str, Any], Document]]) -> None:
    """Insert organisations, each with what its row leaves to tell a replay from a conflict."""
    transaction[ORGANISATIONS].insert([{"_id": one[REFERENCE], **one, **origin} for one, origin in organisations])


def organisations(database: Database[Document], equal: dict[str, str], after: str, limit: int) -> list[Document]:
    """Up to `limit` organisations whose fields are `equal`, by reference, from the one after `after`."""
    query = {**equal, REFERENCE: {"$gt": after, "$lt": LAST_REFERENCE}}
    return list(database[ORGANISATIONS].find(query).sort(REFERENCE, ASCENDING).limit(limit))
