"""The collections of versions of policies, and the line of each name's adopted versions."""

from __future__ import annotations

import datetime as dt

from pymongo import UpdateOne
from pymongo.database import Database

from services.incentives.versions.domain import NAMES, Newest, newest_brought
from services.incentives.versions.kind import POLICY_VERSIONS
from shared.lists import Listing
from shared.store.client import Document
from shared.store.migrations import collection
from shared.store.transaction import Transaction

LINES = "policy_lines"
LISTING = Listing(
    POLICY_VERSIONS.name, "policy_version_ref", ("name", "outcome"), words={"name": NAMES}, by_place=False
)


def collections(database: Database[Document]) -> None:
    """Versions by name and by outcome; of each name the newest that was adopted."""
    POLICY_VERSIONS.collections(database, *LISTING.indexes)
    collection(database, LINES)


def newest(transaction: Transaction, name: str) -> Newest:
    """The newest version of a name that holds or will."""
    found = transaction[LINES].one(name)
    return Newest(found["version"], dt.date.fromisoformat(found["holds_from"])) if found else newest_brought(name)


def save_newest(transaction: Transaction, name: str, one: Newest) -> None:
    """A version is the newest now; two who adopt one of the same name at the same moment conflict here."""
    facts = {"version": one.version, "holds_from": one.holds_from.isoformat()}
    transaction[LINES].write([UpdateOne({"_id": name}, {"$set": facts}, upsert=True)])
