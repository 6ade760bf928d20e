"""The collections of who is a volunteer, and of who was erased."""

from __future__ import annotations

from pymongo.database import Database

from shared import closings
from shared.erased import ERASED
from shared.forgetting import REFUSALS, VOLUNTEERS
from shared.store.client import Document
from shared.store.migrations import collection, index


def collections(database: Database[Document]) -> None:
    """Make them, and let refusals be found by their row."""
    collection(database, VOLUNTEERS, index("volunteer", sparse=True))
    collection(database, ERASED, index("heard_at", sparse=True))
    collection(database, REFUSALS, index("reference"))
    closings.collections(database, ERASED)
