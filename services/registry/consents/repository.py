"""The collection of consents with its indexes, and the copy of the partners that may receive."""

from __future__ import annotations

from pymongo.database import Database

from services.registry.consents.kind import CONSENTS, PARTNERS
from shared.lists import Listing
from shared.store.client import Document
from shared.store.migrations import collection

LISTING = Listing(CONSENTS.name, "consent_ref", ("volunteer", "outcome"))


def collections(database: Database[Document]) -> None:
    """Consents, by reference, by volunteer, by outcome, and by place; partners by reference alone."""
    CONSENTS.collections(database, *LISTING.indexes)
    collection(database, PARTNERS)
