"""The collection of partners and its indexes."""

from __future__ import annotations

from pymongo.database import Database

from services.incentives.partners.kind import PARTNERS
from services.incentives.partners.schemas import DEPARTMENTS
from shared.lists import Listing
from shared.store.client import Document

LISTING = Listing(PARTNERS.name, "partner_ref", ("department",), words={"department": DEPARTMENTS}, by_place=False)


def collections(database: Database[Document]) -> None:
    """Partners, by reference and by department."""
    PARTNERS.collections(database, *LISTING.indexes)
