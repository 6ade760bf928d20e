"""The collections whose records lie where their volunteers belong; of merges and transfers, their other sides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pymongo import UpdateMany
from pymongo.database import Database

from services.registry.homes.domain import AT_HOME
from services.registry.merges.repository import LISTING as MERGES_LISTING
from services.registry.transfers.kind import TRANSFERS
from services.registry.transfers.repository import LISTING as TRANSFERS_LISTING
from services.registry.volunteers.repository import VOLUNTEERS
from shared.kinds import side
from shared.store.client import Document
from shared.store.transaction import Transaction


def collections(database: Database[Document]) -> None:
    """Let merges and transfers be found by both sides, and all that is kept of a volunteer lie where it belongs."""
    for listing in (MERGES_LISTING, TRANSFERS_LISTING):
        database[listing.collection].create_indexes(listing.indexes)
    for one in database[VOLUNTEERS].find({}, {"number": 1, "of_region": 1}):
        if "number" in one and "of_region" in one:
            for name, update in _moves({one["number"]: one["of_region"]}):
                database[name].bulk_write([update])
            asked = {"volunteer": one["number"]}
            database[TRANSFERS.name].update_many(asked, {"$set": side("also", one["of_region"])})


def homes(transaction: Transaction, numbers: Iterable[str]) -> dict[str, str]:
    """Where volunteers belong, by number."""
    found = transaction[VOLUNTEERS].where("number", numbers, {"number": 1, "of_region": 1})
    return {one["number"]: one["of_region"] for one in found}


def move(transaction: Transaction, homes: Mapping[str, str]) -> None:
    """Let the records of volunteers lie where these belong."""
    for name, update in _moves(homes):
        transaction[name].write([update])


def _moves(homes: Mapping[str, str]) -> Iterable[tuple[str, UpdateMany]]:
    for number, home in sorted(homes.items()):
        for collection, field, which in AT_HOME:
            yield collection, UpdateMany({field: number}, {"$set": side(which, home)})
