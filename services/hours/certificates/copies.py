"""What certificates know of others beside shifts and organisations: what projects are called."""

from __future__ import annotations

from pymongo.database import Database

from shared.copies import Copy
from shared.store.client import Document
from shared.store.migrations import collection

PROJECTS = Copy("certificate_projects", ("project.published.v1",), "project_ref", ("name",))


def collections(database: Database[Document]) -> None:
    """Make the collection."""
    collection(database, PROJECTS.collection)
