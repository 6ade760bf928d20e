"""What projects keeps of merges: which registrations are one person, and when; by numbers."""

from __future__ import annotations

from collections.abc import Iterable

from pymongo import DeleteOne
from pymongo.database import Database

from shared import waiting
from shared.copies import Copy
from shared.persons import SIDES, ties_in
from shared.rules.merges import Merge, merge_of
from shared.store.client import Document
from shared.store.migrations import collection, index
from shared.store.transaction import Transaction

MERGES = Copy(
    "merges",
    ("volunteer.merged.v1", "volunteer.separated.v1"),
    "merge_ref",
    ("merge_ref", *SIDES, "merged_at", "undone_at"),
    newest=True,
)
"""Both events carry the whole merge."""


def collections(database: Database[Document]) -> None:
    """Make what holds them."""
    collection(database, MERGES.collection, *(index(side) for side in SIDES))


def of_volunteers(transaction: Transaction, numbers: Iterable[str]) -> list[Merge]:
    """Those in which one of the registrations is kept or merged."""
    return [merge_of(one) for one in _documents(transaction, numbers)]


def all_ties(transaction: Transaction, numbers: Iterable[str]) -> list[Merge]:
    """Those by which registrations are or were one person with others, over merges in a row."""
    return ties_in(transaction, MERGES.collection, numbers)


def numbers(transaction: Transaction, references: Iterable[str]) -> set[str]:
    """Whose registrations merges are about."""
    found = transaction[MERGES.collection].by_id(references)
    return {one[side] for one in found.values() for side in SIDES}


def forget(transaction: Transaction, numbers: Iterable[str]) -> None:
    """Forget those of registrations."""
    gone = _documents(transaction, numbers)
    transaction[MERGES.collection].write([DeleteOne({"_id": one["_id"]}) for one in gone])


def _documents(transaction: Transaction, numbers: Iterable[str]) -> list[Document]:
    wanted = set(numbers)
    some = (one for side in SIDES for one in transaction[MERGES.collection].where(side, wanted))
    found = {one["_id"]: one for one in some if waiting.is_known(one)}
    return [found[reference] for reference in sorted(found)]
