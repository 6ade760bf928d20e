"""Who has a calendar's address, and what the calendar is made of. Of the address a hash is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from pymongo import DeleteOne, UpdateOne
from pymongo.database import Database

from services.projects.posts.kind import POSTS
from services.projects.shifts.kind import SHIFTS
from services.projects.sites.kind import SITES
from shared.store.client import Document
from shared.store.migrations import collection, index
from shared.store.transaction import Transaction

CALENDARS = "calendars"


def collections(database: Database[Document]) -> None:
    """Make what holds them, by the volunteer's number; found by the address."""
    collection(database, CALENDARS, index("hash"))


def hashed(secret: str) -> str:
    """What is kept of a secret: so long a one that was drawn by chance needs no key to be hashed with."""
    return hashlib.sha256(secret.encode()).hexdigest()


def keep(transaction: Transaction, number: str, facts: Document) -> None:
    """Keep somebody's address, instead of the one before."""
    transaction[CALENDARS].write([UpdateOne({"_id": number}, {"$set": facts}, upsert=True)])


def of_volunteer(transaction: Transaction, number: str) -> Document | None:
    """Somebody's address, as far as it is kept."""
    return transaction[CALENDARS].one(number)


def made(transaction: Transaction, numbers: Iterable[str]) -> dict[str, str]:
    """When addresses of some were made, of who has one."""
    return {one["_id"]: one["made_at"] for one in transaction[CALENDARS].by_id(numbers, {"made_at": 1}).values()}


def behind(transaction: Transaction, secret: str) -> Document | None:
    """Whose calendar an address is."""
    return next(iter(transaction[CALENDARS].find({"hash": hashed(secret)})), None)


def forget(transaction: Transaction, numbers: Iterable[str]) -> None:
    """Forget the addresses of some."""
    transaction[CALENDARS].write([DeleteOne({"_id": one}) for one in sorted(numbers)])


def shown(transaction: Transaction, shifts: Iterable[str]) -> tuple[dict[str, Document], ...]:
    """Shifts with their posts and sites, each by reference."""
    found = transaction[SHIFTS.name].by_id(shifts)
    posts = transaction[POSTS.name].by_id({one["post_ref"] for one in found.values()})
    sites = transaction[SITES.name].by_id({one["site_ref"] for one in posts.values()})
    return found, posts, sites
