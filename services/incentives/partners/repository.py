"""The collection of partners and its indexes."""

from __future__ import annotations

from pymongo.database import Database

from services.incentives.partners.kind import PARTNERS
from services.incentives.partners.schemas import DEPARTMENTS
from shared.lists import Listing
from shared.sealing import disclose
from shared.store.client import Document
from shared.store.migrations import index
from shared.store.transaction import Transaction

TOLD, NOT_TOLD = "yes", "no"
"""Whether a partner is told anything."""
LISTING = Listing(PARTNERS.name, "partner_ref", ("department",), words={"department": DEPARTMENTS}, by_place=False)


def collections(database: Database[Document]) -> None:
    """Partners, by reference and by department."""
    PARTNERS.collections(database, *LISTING.indexes)


def find_who_is_told(database: Database[Document]) -> None:
    """Index which partners are told anything."""
    database[PARTNERS.name].create_indexes([index("is_told", sparse=True)])


def who_was_told(transaction: Transaction) -> list[Document]:
    """The partners with whom anything was ever agreed, also those who are told nothing more, with their keys open."""
    found = transaction[PARTNERS.name].where("is_told", (TOLD, NOT_TOLD))
    return [disclose(transaction.sealer, PARTNERS, one) for one in found]


def is_anybody_told(database: Database[Document]) -> bool:
    """Whether any partner is told anything."""
    return database[PARTNERS.name].find_one({"is_told": TOLD}, {"_id": 1}) is not None


def who_is_told(transaction: Transaction) -> list[Document]:
    """The partners who are told anything, with their keys open."""
    found = transaction[PARTNERS.name].find({"is_told": TOLD})
    return [disclose(transaction.sealer, PARTNERS, one) for one in found]
