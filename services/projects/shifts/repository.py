"""The queries of shifts: those of projects, by their posts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pymongo import UpdateOne
from pymongo.database import Database

from services.projects.posts.kind import POSTS
from services.projects.shifts.kind import SHIFTS
from shared import waiting
from shared.store.client import Document
from shared.store.migrations import collection, index
from shared.store.transaction import Transaction

SEATS = "seats"
"""Of each shift how many have a place of it (`confirmed`), kept by sign-ups; each that changes it writes on it."""


def taken_in_turn(transaction: Transaction, reference: str) -> int:
    """How many have a place of a shift that is about to change; of a sign-up at this moment one is run again."""
    transaction[SEATS].write([UpdateOne({"_id": reference}, {"$inc": {"turn": 1}}, upsert=True)])
    return int((transaction[SEATS].one(reference) or {}).get("confirmed", 0))


def find_by_project(database: Database[Document]) -> None:
    """The indexes by which a project has its posts, and a post its shifts."""
    database[POSTS.name].create_indexes([index("project_ref", "post_ref")])
    database[SHIFTS.name].create_indexes([index("post_ref", "shift_ref")])


def seats(database: Database[Document]) -> None:
    """Make what says how many have a place."""
    collection(database, SEATS)


def posts_of(transaction: Transaction, projects: Iterable[str]) -> dict[str, Document]:
    """The open posts of projects, by reference."""
    found = transaction[POSTS.name].where("project_ref", projects)
    return {one["_id"]: one for one in found if waiting.is_known(one)}


def of_posts(transaction: Transaction, posts: Iterable[str]) -> list[Document]:
    """The scheduled shifts of posts, in the order of their references."""
    found = (one for one in transaction[SHIFTS.name].where("post_ref", posts) if waiting.is_known(one))
    return sorted(found, key=lambda one: str(one["_id"]))


def change(transaction: Transaction, changes: Mapping[str, Mapping[str, Any]]) -> None:
    """Set fields of shifts, by their references."""
    transaction[SHIFTS.name].write([UpdateOne({"_id": one}, {"$set": some}) for one, some in changes.items()])
