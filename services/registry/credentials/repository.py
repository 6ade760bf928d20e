"""The collections of licences and insurance, and their indexes."""

from __future__ import annotations

from pymongo.database import Database

from services.registry.credentials.kind import INSURANCE, LICENCES
from shared.lists import Listing
from shared.store.client import Document

LICENCE_LISTING = Listing(LICENCES.name, "licence_ref", ("volunteer", "outcome"))
INSURANCE_LISTING = Listing(INSURANCE.name, "insurance_ref", ("volunteer", "outcome"))


def collections(database: Database[Document]) -> None:
    """Licences and insurance, by reference, by volunteer, by outcome, and by place."""
    LICENCES.collections(database, *LICENCE_LISTING.indexes)
    INSURANCE.collections(database, *INSURANCE_LISTING.indexes)
