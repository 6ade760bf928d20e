"""Where volunteers belong, by number, as the registry tells: who may see what hours keeps of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pymongo import ReplaceOne
from pymongo.database import Database

from shared import lists
from shared.kinds import side
from shared.regions import is_region
from shared.store.bound import portions
from shared.store.client import Document
from shared.store.migrations import collection, index
from shared.store.transaction import Transaction
from shared.where import Where

HOMES = "homes"
PLACES = ("of_region", "of_city")


def collections(database: Database[Document]) -> None:
    """Make the collection."""
    collection(database, HOMES, *(index(name) for name in PLACES))


def sequences(transaction: Transaction, numbers: Iterable[str]) -> dict[str, int]:
    """How new what is stored of each volunteer is."""
    return {number: one["sequence"] for number, one in transaction[HOMES].by_id(numbers, {"sequence": 1}).items()}


def save(transaction: Transaction, new: Mapping[str, Document], newer: Mapping[str, Document]) -> None:
    """Store homes by number: of volunteers that have no document yet, and of those that have an older one."""
    transaction[HOMES].insert([{"_id": number, **one} for number, one in sorted(new.items())])
    transaction[HOMES].write([ReplaceOne({"_id": number}, one) for number, one in sorted(newer.items())])


def document(data: Mapping[str, Any], sequence: int) -> Document:
    """What is kept of a volunteer's state; of one who is erased nothing but how new that is."""
    home = data.get("home_region_code")
    belongs = {"volunteer_ref": data["volunteer_ref"], **side("of", home)} if home and is_region(home) else {}
    return {**belongs, "sequence": sequence}


def regions(database: Database[Document], numbers: Iterable[str]) -> dict[str, str]:
    """The region in which each of some volunteers belongs, of those who are known."""
    wanted: Sequence[str] = sorted(set(numbers))
    found = (one for part in portions(wanted) for one in database[HOMES].find({"_id": {"$in": list(part)}}))
    return {one["_id"]: one["of_region"] for one in found if "of_region" in one}


def references(transaction: Transaction, numbers: Iterable[str]) -> dict[str, str]:
    """The references of those of some numbers who belong somewhere."""
    found = transaction[HOMES].by_id(set(numbers), {"volunteer_ref": 1})
    return {number: one["volunteer_ref"] for number, one in found.items() if "volunteer_ref" in one}


def within(database: Database[Document], where: Where) -> Iterator[tuple[str, str]]:
    """The reference and the number of every volunteer who belongs where a caller may act."""
    for one in lists.of_place(database, HOMES, PLACES, where):
        yield one["volunteer_ref"], one["_id"]
