"""What hours stores of opening balances, and for which volunteer each waits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pymongo import UpdateOne
from pymongo.database import Database

from shared.store.client import Document
from shared.store.migrations import collection, index
from shared.store.transaction import Transaction

BALANCES = "balances"


def collections(database: Database[Document]) -> None:
    """Make the collection."""
    collection(database, BALANCES, index("waits_for", sparse=True))


def keep(transaction: Transaction, balances: Sequence[Document]) -> None:
    """Keep balances that were taken in."""
    transaction[BALANCES].insert(balances)


def waiting(transaction: Transaction, volunteers: Iterable[str]) -> list[Document]:
    """The balances that wait for one of the volunteers."""
    return transaction[BALANCES].where("waits_for", volunteers)


def release(transaction: Transaction, references: Iterable[str]) -> None:
    """Forget that balances waited."""
    transaction[BALANCES].write([UpdateOne({"_id": ref}, {"$unset": {"waits_for": ""}}) for ref in references])
