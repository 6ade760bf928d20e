"""The places that matching proposes, each under its roster, shift and volunteer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pymongo import DeleteOne, UpdateOne
from pymongo.database import Database

from services.projects.proposals.domain import PROPOSED
from shared.store.client import Document
from shared.store.migrations import collection, index
from shared.store.transaction import Transaction

PROPOSALS, ANSWERS = "proposals", "proposal_answers"


def collections(database: Database[Document]) -> None:
    """Make what holds them."""
    collection(database, PROPOSALS, index("shift_ref"))


def find_by_volunteer(database: Database[Document]) -> None:
    """Index to whom places are proposed."""
    collection(database, PROPOSALS, index("volunteer"))


def collection_of_answers(database: Database[Document]) -> None:
    """Make what holds what people said to proposals, apart from these: a rebuild makes only these again."""
    collection(database, ANSWERS, index("volunteer"))


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
    """Forget what is proposed to who is erased, and what was said to that."""
    gone = set(numbers)
    for name in (PROPOSALS, ANSWERS):
        found = transaction[name].where("volunteer", gone, {"_id": 1})
        transaction[name].write([DeleteOne({"_id": one["_id"]}) for one in found])


def of_shift(transaction: Transaction, shift_ref: str) -> list[Document]:
    """What is proposed for a shift, with what was said to it."""
    return _answered(transaction, transaction[PROPOSALS].find({"shift_ref": shift_ref}))


def of_volunteer(transaction: Transaction, number: str) -> list[Document]:
    """What is proposed to somebody, with what was said to it."""
    return _answered(transaction, transaction[PROPOSALS].find({"volunteer": number}))


def one(transaction: Transaction, roster: str, shift_ref: str, number: str) -> Document | None:
    """One proposal, with what was said to it."""
    found = transaction[PROPOSALS].one(f"{roster}:{shift_ref}:{number}")
    return _answered(transaction, [found])[0] if found else None


def answer(transaction: Transaction, proposal: Document, said: Mapping[str, Any]) -> Document:
    """Keep what is said to a proposal; of an erasure or another answer at this moment one is run again."""
    reference = proposal["_id"]
    kept = {name: proposal[name] for name in ("roster", "shift_ref", "volunteer")} | dict(said)
    transaction[PROPOSALS].write([UpdateOne({"_id": reference}, {"$set": {"answered": True}})])
    transaction[ANSWERS].write([UpdateOne({"_id": reference}, {"$set": kept}, upsert=True)])
    return {**proposal, **kept}


def _answered(transaction: Transaction, proposals: Iterable[Document]) -> list[Document]:
    found = list(proposals)
    answers = transaction[ANSWERS].by_id({one["_id"] for one in found})
    return [{**one, "state": PROPOSED, **answers.get(one["_id"], {})} for one in found]
