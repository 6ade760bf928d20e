"""What is stored of offers; of somebody who is erased nothing."""

from __future__ import annotations

from pymongo.database import Database

from shared.store.client import Document
from shared.store.migrations import collection, index

AVAILABILITY = "availability"


def find_by_volunteer(database: Database[Document]) -> None:
    """Index whose offers they are."""
    collection(database, AVAILABILITY, index("volunteer_ref"))
