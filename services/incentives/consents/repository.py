"""The consents that volunteers gave and withdrew, as the registry tells of them."""

from __future__ import annotations

from pymongo.database import Database

from shared.copies import Copy
from shared.store.client import Document
from shared.store.migrations import collection, index

CONSENTS = Copy(
    "consents",
    ("consent.given.v1", "consent.withdrawn.v1"),
    "consent_ref",
    ("volunteer", "purpose", "receiver_ref", "consented_at", "withdrawn_at"),
    newest=True,
)
"""Both events carry the whole consent, so that the later one is all that is to be known of it."""


def collections(database: Database[Document]) -> None:
    """Consents, by the volunteer's number."""
    collection(database, CONSENTS.collection, index("volunteer"))
