"""What hours stores of opening balances, and for which volunteer each waits."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence

from pymongo import UpdateOne
from pymongo.database import Database

from shared.rules.references import erased_owner
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


def forget_volunteers(
    transaction: Transaction,
    erasures: Mapping[str, Mapping[str, str]],
    credited: Mapping[str, str],
    claimed: Container[str],
) -> None:
    """Of erased volunteers balances name the number instead of the reference.

    Args:
        erasures: by reference the numbers of those who were erased under it, each with the moment.
        credited: the numbers of their balances that are in the ledger; others wait.
        claimed: those of the references that somebody else has: what was taken in after the erasure is that one's.
    """
    waited = (
        (one, erased_owner(one.get("taken_at") if ref in claimed else None, erasures[ref]))
        for one in waiting(transaction, erasures)
        for ref in [one["waits_for"]]
    )
    found = [(one, number) for one, number in waited if number]
    found += [(one, credited[ref]) for ref, one in transaction[BALANCES].by_id(credited).items()]
    gone = {
        one["_id"]: {name: number for name in ("volunteer_ref", "waits_for") if one.get(name) in erasures}
        for one, number in found
    }
    transaction[BALANCES].write([UpdateOne({"_id": ref}, {"$set": names}) for ref, names in gone.items() if names])


def release(transaction: Transaction, references: Iterable[str]) -> None:
    """Forget that balances waited."""
    transaction[BALANCES].write([UpdateOne({"_id": ref}, {"$unset": {"waits_for": ""}}) for ref in references])
