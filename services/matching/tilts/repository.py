"""The collections of versions of the tilt, and those that were adopted; a few for each year."""

from __future__ import annotations

from pymongo import UpdateOne
from pymongo.database import Database

from services.matching.tilts.domain import tilt_of
from services.matching.tilts.kind import TILT_VERSIONS
from services.matching.tilts.policy import TiltPolicy
from shared.lists import Listing
from shared.store.client import Document
from shared.store.migrations import collection
from shared.store.transaction import Store, Transaction
from shared.waiting import ACCEPTED, OUTCOME

LINES = "tilt_lines"
LISTING = Listing(TILT_VERSIONS.name, "tilt_version_ref", ("outcome",), by_place=False)


def collections(database: Database[Document]) -> None:
    """Versions by outcome, and what two who adopt one at the same moment meet in."""
    TILT_VERSIONS.collections(database, *LISTING.indexes)
    collection(database, LINES)


def adopted(store: Store) -> list[TiltPolicy]:
    """The versions that were adopted."""
    return [tilt_of(one) for one in store.database[TILT_VERSIONS.name].find({OUTCOME: ACCEPTED})]


def adopted_in(transaction: Transaction) -> list[TiltPolicy]:
    """The same inside a transaction."""
    return [tilt_of(one) for one in transaction[TILT_VERSIONS.name].find({OUTCOME: ACCEPTED})]


def note_newest(transaction: Transaction, one: TiltPolicy) -> None:
    """A version is the newest now; two who adopt at the same moment conflict here, and one of them looks again."""
    transaction[LINES].write([UpdateOne({"_id": one.name}, {"$set": {"version": one.version}}, upsert=True)])
