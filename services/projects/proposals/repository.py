"""The places that matching proposes, each under its roster, shift and volunteer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pymongo import DeleteOne, UpdateOne
from pymongo.database import Database

from shared.store.client import Document
from shared.store.migrations import collection, index
from shared.store.transaction import Transaction

PROPOSALS = "proposals"


def collections(database: Database[Document]) -> None:
    """Make what holds them."""
    collection(database, PROPOSALS, index("shift_ref"))


def find_by_volunteer(database: Database[Document]) -> None:
    """Index to whom places are proposed."""
    collection(database, PROPOSALS, index("volunteer"))


def keep(transaction: Transaction, proposals: Iterable[Mapping[str, Any]]) -> None:
    """Store what is proposed, each place once."""
    transaction[PROPOSALS].write(
        [
            UpdateOne({"_id": f"{one['roster']}:{one['shift_ref']}:{one['volunteer']}"}, {"$set": one}, upsert=True)
            for one in map(as_kept, proposals)
        ]
    )


def as_kept(proposal: Mapping[str, Any]) -> Document:
    """A proposal without what told where somebody lives and who is a minor, as the first version of the event did."""
    kept = {name: value for name, value in proposal.items() if name != "cost"}
    return {"band": None, **kept, "reasons": [one for one in kept["reasons"] if one != "guardian_consent"]}


def forget_costs(database: Database[Document]) -> None:
    """Take away what proposals of before told of homes and ages."""
    for one in database[PROPOSALS].find():
        database[PROPOSALS].replace_one({"_id": one["_id"]}, as_kept(one))


def forget(transaction: Transaction, numbers: Iterable[str]) -> None:
    """Forget what is proposed to who is erased."""
    found = transaction[PROPOSALS].where("volunteer", numbers, {"_id": 1})
    transaction[PROPOSALS].write([DeleteOne({"_id": one["_id"]}) for one in found])


def of_shift(transaction: Transaction, shift_ref: str) -> list[Document]:
    """What is proposed for a shift."""
    return transaction[PROPOSALS].find({"shift_ref": shift_ref}, {"_id": 0})
