"""Projects as figures count them: a copy of where each lies and since when, counted as it is heard of."""

from __future__ import annotations

from collections.abc import Mapping

from pymongo.database import Database

from services.registry.figures import domain
from shared import figures, waiting
from shared.copies import Copy
from shared.events.envelope import Event
from shared.store.client import Document
from shared.store.migrations import collection
from shared.store.transaction import Transaction


def _count(transaction: Transaction, projects: Mapping[str, Event | None]) -> None:
    known = waiting.known(transaction, domain.PROJECTS, projects)
    figures.count(transaction, {f"project:{reference}": domain.project(one) for reference, one in known.items()})


KNOWN_PROJECTS = Copy(
    domain.PROJECTS, ("project.published.v1",), "project_ref", ("region_code", "first_day"), then=_count
)
"""The projects of the projects service, as far as figures count them."""


def collections(database: Database[Document]) -> None:
    """Make what holds them."""
    collection(database, domain.PROJECTS)
