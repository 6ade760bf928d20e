"""What is kept of swaps: who offers which place to whom, for what, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pymongo import DeleteOne, UpdateOne
from pymongo.database import Database

from shared.store.client import Document
from shared.store.migrations import collection, index
from shared.store.transaction import Transaction

SWAPS = "swaps"
SIDES = ("volunteer_ref", "taker_ref")
"""The fields that name persons."""


def collections(database: Database[Document]) -> None:
    """Make what holds them: found by the sign-up, and by either side."""
    collection(database, SWAPS, index("sign_up_ref"), index("volunteer"), *(index(side) for side in SIDES))


def insert(transaction: Transaction, swap: Document) -> None:
    """Keep an offer."""
    transaction[SWAPS].insert([swap])


def one(transaction: Transaction, reference: str) -> Document | None:
    """A swap."""
    return transaction[SWAPS].one(reference)


def of_sign_up(transaction: Transaction, sign_up: str) -> list[Document]:
    """The offers of a place."""
    return transaction[SWAPS].where("sign_up_ref", [sign_up])


def of_person(transaction: Transaction, number: str, names: Iterable[str]) -> list[Document]:
    """Those that somebody made, or that were made to one of the person's names."""
    found = [*transaction[SWAPS].where("volunteer", [number]), *transaction[SWAPS].where("taker_ref", names)]
    return list({one["_id"]: one for one in found}.values())


def change(transaction: Transaction, swap: Document, said: Mapping[str, Any]) -> Document:
    """Keep what was said to an offer; of two answers at one moment one is run again."""
    transaction[SWAPS].write([UpdateOne({"_id": swap["_id"]}, {"$set": dict(said)})])
    return {**swap, **said}


def forget(transaction: Transaction, references: Iterable[str]) -> None:
    """Forget the swaps of who is erased, on whichever side."""
    gone = set(references)
    for side in SIDES:
        found = transaction[SWAPS].where(side, gone, {"_id": 1})
        transaction[SWAPS].write([DeleteOne({"_id": one["_id"]}) for one in found])
