"""The collections whose records lie where their volunteers belong; of merges and transfers, their other sides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pymongo import UpdateMany
from pymongo.database import Database

from services.registry.homes.domain import AT_HOME, AtHome, Home, homes_of
from services.registry.merges.repository import LISTING as MERGES_LISTING
from services.registry.transfers.kind import TRANSFERS
from services.registry.transfers.repository import LISTING as TRANSFERS_LISTING
from services.registry.volunteers.repository import VOLUNTEERS
from shared.kinds import side
from shared.store.client import Document
from shared.store.transaction import Transaction

PLACED = {"number": 1, "of_region": 1, "names": 1}


def collections(database: Database[Document]) -> None:
    """Let merges and transfers be found by both sides, and all that is kept of a volunteer lie where it belongs."""
    for listing in (MERGES_LISTING, TRANSFERS_LISTING):
        database[listing.collection].create_indexes(listing.indexes)
    _place(database, {})


def by_name(database: Database[Document]) -> None:
    """Let what is kept of who has several names lie where the name belongs under which it names the person."""
    _place(database, {"names": {"$exists": True}})


def homes(transaction: Transaction, numbers: Iterable[str]) -> list[Home]:
    """Where the records of volunteers lie."""
    found = transaction[VOLUNTEERS].where("number", numbers, PLACED)
    names = transaction[VOLUNTEERS].by_id({name for one in found for name in one.get("names", ())}, {"of_region": 1})
    return [home for one in found for home in homes_of(one, names)]


def move(transaction: Transaction, homes: Iterable[Home]) -> None:
    """Let the records of volunteers lie where these belong."""
    for name, update in _moves(homes):
        transaction[name].write([update])


def _moves(homes: Iterable[Home]) -> Iterable[tuple[str, UpdateMany]]:
    for home in sorted(homes):
        for one in AT_HOME:
            yield one.collection, UpdateMany(home.has(one), {"$set": side(one.side, home.region_code)})


def _place(database: Database[Document], query: Mapping[str, Any]) -> None:
    asked = AtHome(TRANSFERS.name)
    for one in database[VOLUNTEERS].find(query, PLACED):
        if "number" in one and "of_region" in one:
            found = database[VOLUNTEERS].find({"_id": {"$in": one.get("names", [])}}, {"of_region": 1})
            homes = list(homes_of(one, {name["_id"]: name for name in found}))
            for name, update in _moves(homes):
                database[name].bulk_write([update])
            for home in homes:
                database[asked.collection].update_many(home.has(asked), {"$set": side("also", home.region_code)})
