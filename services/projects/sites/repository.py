"""The sites, under their references; some are only awaited by posts."""

from __future__ import annotations

from collections.abc import Iterable

from pymongo.database import Database

from services.projects import waiting
from shared.intake import Entry
from shared.store.client import Document
from shared.store.migrations import collection
from shared.store.transaction import Transaction

SITES = "sites"


def collections(database: Database[Document]) -> None:
    """Make what holds them."""
    collection(database, SITES)


def keep(transaction: Transaction, sites: Iterable[Entry]) -> None:
    """Store new sites, which posts may have asked for."""
    waiting.add_or_fill(transaction, SITES, [(one, one.plain) for one in sites])


def known(transaction: Transaction, references: Iterable[str]) -> dict[str, Document]:
    """The sites that are here."""
    return waiting.known(transaction, SITES, references)


def await_sites(transaction: Transaction, references: Iterable[str]) -> None:
    """Ask for sites that are missing: see `waiting.await_definitions`."""
    waiting.await_definitions(transaction, SITES, references)
