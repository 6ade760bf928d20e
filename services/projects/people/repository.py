"""Who is a volunteer under which name, and who was erased: keyed hashes, so that nothing is kept that comes late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from pymongo import DeleteOne
from pymongo.database import Database

from shared import waiting
from shared.erased import ERASED
from shared.forgetting import REFUSALS, VOLUNTEERS
from shared.store.client import Document
from shared.store.migrations import collection, index
from shared.store.transaction import Transaction

PEOPLE = "people"


def collections(database: Database[Document]) -> None:
    """Make what holds them, and let refusals be found by their row, and those for review by whom they name."""
    collection(database, ERASED, index("heard_at", sparse=True))
    collection(database, REFUSALS, index("reference"), index("values.volunteer_ref", sparse=True))


def collection_of_volunteers(database: Database[Document]) -> None:
    """Make what holds who is a volunteer."""
    collection(database, VOLUNTEERS)


def find_names(database: Database[Document]) -> None:
    """Let all names of a person be found."""
    collection(database, VOLUNTEERS, index("volunteer", sparse=True))


def names_of(transaction: Transaction, numbers: Iterable[str]) -> dict[str, str]:
    """All names of persons, each with the number."""
    return {one["_id"]: one["volunteer"] for one in transaction[VOLUNTEERS].where("volunteer", numbers)}


def collection_of_states(database: Database[Document]) -> None:
    """Make what holds what is known of them, by their numbers."""
    collection(database, PEOPLE)


def states(transaction: Transaction, numbers: Iterable[str]) -> dict[str, Document]:
    """What is known of registrations, by number."""
    return waiting.known(transaction, PEOPLE, numbers)


def birth_date(transaction: Transaction, state: Document) -> dt.date:
    """Of what the registry tells sealed of a registration the birth date, and nothing else."""
    personal = transaction.sealer.open(state["personal"], state["volunteer"])
    return dt.date.fromisoformat(personal["birth_date"])


def touch(transaction: Transaction, numbers: Iterable[str]) -> None:
    """Conflict with whoever decides at this moment by what is known of registrations, or makes it another.

    What is refused for it is decided again when it is another: of two transactions that do either, one must see the
    other (docs/adr/0006).
    """
    waiting.begin(transaction, PEOPLE, numbers)


def forget_states(transaction: Transaction, numbers: Iterable[str]) -> None:
    """Forget what is known of registrations."""
    transaction[PEOPLE].write([DeleteOne({"_id": one}) for one in sorted(numbers)])
