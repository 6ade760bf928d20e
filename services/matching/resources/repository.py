"""The collections of needs and offers, and their lists."""

from __future__ import annotations

from pymongo.database import Database

from services.matching.resources.domain import CATEGORIES
from services.matching.resources.kind import NEEDS, OFFERS
from shared.lists import Listing
from shared.store.client import Document
from shared.store.migrations import collection, index

LIST_OF_NEEDS = Listing(NEEDS.name, "need_ref", filters=("category", "outcome"), words={"category": CATEGORIES})
LIST_OF_OFFERS = Listing(OFFERS.name, "offer_ref", filters=("category", "outcome"), words={"category": CATEGORIES})


def collections(database: Database[Document]) -> None:
    """Needs and offers, and the organisations of which needs are."""
    collection(database, "organisations", index("parent_ref"))
    NEEDS.collections(database, *LIST_OF_NEEDS.indexes)
    OFFERS.collections(database, *LIST_OF_OFFERS.indexes)
