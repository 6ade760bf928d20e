"""The organisations as the registry tells them: who stands above whom decides who may decide."""

from __future__ import annotations

from pymongo.database import Database

from shared.copies import Copy
from shared.store.client import Document
from shared.store.migrations import collection, index

ORGANISATIONS = Copy(
    "organisations",
    ("organisation.registered.v1", "organisation.changed.v1"),
    "organisation_ref",
    ("organisation_ref", "name", "region_code", "parent_ref"),
    newest=True,
)


def collections(database: Database[Document]) -> None:
    """Make the collection."""
    collection(database, ORGANISATIONS.collection, index("parent_ref"))
