"""The collection of terms of office, and its indexes."""

from __future__ import annotations

from pymongo.database import Database

from services.registry.terms.domain import OFFICES
from services.registry.terms.kind import TERMS
from shared.lists import Listing
from shared.store.client import Document

LISTING = Listing(
    TERMS.name,
    "term_ref",
    ("organisation_ref", "volunteer", "office", "outcome"),
    sorts=("elected_on",),
    words={"office": OFFICES},
)


def collections(database: Database[Document]) -> None:
    """Terms, by reference, by organisation, by who was elected, by office, by outcome, and by place."""
    TERMS.collections(database, *LISTING.indexes)
