"""The posts, under their references: open, waiting for their site, or only awaited by shifts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pymongo.database import Database

from services.projects import waiting
from shared.intake import Entry
from shared.store.client import Document
from shared.store.migrations import collection, index
from shared.store.transaction import Transaction

POSTS = "posts"


def collections(database: Database[Document]) -> None:
    """Make what holds them."""
    collection(database, POSTS, index("waits_for", sparse=True))


def keep(transaction: Transaction, opened: Iterable[tuple[Entry, Document]], early: Iterable[Entry]) -> None:
    """Store new posts: those that are open, with what they inherit, and those that wait for their site."""
    complete = [(one, {**facts, "open": True}) for one, facts in opened]
    waits = [(one, {**one.plain, "waits_for": one.data["site_ref"]}) for one in early]
    waiting.add_or_fill(transaction, POSTS, complete + waits)


def known_open(transaction: Transaction, references: Iterable[str]) -> dict[str, Document]:
    """The posts that are here and open."""
    known = waiting.known(transaction, POSTS, references)
    return {reference: post for reference, post in known.items() if post.get("open")}


def await_posts(transaction: Transaction, references: Iterable[str]) -> None:
    """Ask for posts that are missing: see `waiting.await_definitions`."""
    waiting.await_definitions(transaction, POSTS, references)


def waiting_for_sites(transaction: Transaction, sites: Sequence[str]) -> list[Document]:
    """The posts that wait for one of the sites."""
    return waiting.waiting_for(transaction, POSTS, sites)


def open_waiting(transaction: Transaction, opened: Iterable[tuple[str, Document]]) -> None:
    """Posts have their sites; they are given as references with all their facts."""
    waiting.stop_waiting(transaction, POSTS, [(one, {**facts, "open": True}) for one, facts in opened])
