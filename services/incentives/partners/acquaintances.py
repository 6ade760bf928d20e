"""Whom each partner was told of, and by which name: who has to hear that somebody consents no longer, or is erased.

By the same name a partner says of whom it reports something.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pymongo import DeleteOne
from pymongo.database import Database

from shared.store.client import Document
from shared.store.migrations import collection, index
from shared.store.transaction import Transaction

KNOWN = "acquaintances"
NAME = "name"


def collections(database: Database[Document]) -> None:
    """By volunteer, and by partner."""
    collection(database, KNOWN, index("volunteer"), index("partner"))


def find_by_name(database: Database[Document]) -> None:
    """Find them by the name that a partner knows."""
    database[KNOWN].create_indexes([index(NAME, sparse=True)])


def get_to_know(transaction: Transaction, partner: str, names: Mapping[str, str]) -> None:
    """Note whom a partner was told of: by name the volunteer's number."""
    wanted = {f"{partner} {name}": name for name in names}
    known = transaction[KNOWN].by_id(wanted, {"_id": 1})
    new = [
        {"_id": key, "partner": partner, "volunteer": names[name], NAME: name}
        for key, name in wanted.items()
        if key not in known
    ]
    transaction[KNOWN].insert(new)


def known_to(transaction: Transaction, volunteers: Iterable[str]) -> dict[str, list[Document]]:
    """By partner those of the volunteers whom it was told of: one for each name under which it was."""
    found: dict[str, list[Document]] = {}
    for one in transaction[KNOWN].where("volunteer", volunteers):
        found.setdefault(one["partner"], []).append(one)
    return found


def called(transaction: Transaction, names: Iterable[str]) -> dict[str, Document]:
    """Whom partners know by some names; a name is one partner's own, or a number."""
    return {one[NAME]: one for one in transaction[KNOWN].where(NAME, names)}


def forget(transaction: Transaction, known: Iterable[Document]) -> None:
    """Note that a partner knows them no longer."""
    transaction[KNOWN].write([DeleteOne({"_id": one["_id"]}) for one in known])
