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


SIGN_UP_ACTIONS = "sign_up_actions"
"""The sign-ups to shifts, among others, which are kept by the subject above."""


def take_turns(transaction: Transaction, references: Iterable[str]) -> None:
    """Write on the seats of shifts that are about to change; of a sign-up at this moment one is run again."""
    turned = [UpdateOne({"_id": one}, {"$inc": {"turn": 1}}, upsert=True) for one in sorted(references)]
    transaction[SEATS].write(turned)


def is_awaited(transaction: Transaction, reference: str) -> bool:
    """Whether somebody waits for a place of a shift."""
    return bool(transaction[SIGN_UP_ACTIONS].find({"shift_ref": reference, "state": "waiting"}, {"_id": 1}))


def taken_in_turn(transaction: Transaction, reference: str) -> int:
    """How many have a place of a shift that is about to change."""
    take_turns(transaction, [reference])
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
