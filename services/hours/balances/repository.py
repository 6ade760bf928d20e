"""What hours stores of opening balances, and for which volunteer each waits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

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


def forget_volunteers(transaction: Transaction, numbers: Mapping[str, str], credited: Iterable[str]) -> None:
    """Of erased volunteers balances name the number instead of the reference.

    Args:
        numbers: by reference.
        credited: their balances that are in the ledger; others wait.
    """
    found = [*waiting(transaction, numbers), *transaction[BALANCES].by_id(credited).values()]
    gone = {
        one["_id"]: {name: numbers[one[name]] for name in ("volunteer_ref", "waits_for") if one.get(name) in numbers}
        for one in found
    }
    transaction[BALANCES].write([UpdateOne({"_id": ref}, {"$set": names}) for ref, names in gone.items() if names])


def release(transaction: Transaction, references: Iterable[str]) -> None:
    """Forget that balances waited."""
    transaction[BALANCES].write([UpdateOne({"_id": ref}, {"$unset": {"waits_for": ""}}) for ref in references])
