"""Who said no to which shift, as heard of projects: the same is not proposed again to the same person for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pymongo import DeleteOne
from pymongo.database import Database

from services.matching.facts.persons import Persons
from shared.store.bound import portions
from shared.store.client import Document
from shared.store.migrations import collection, index
from shared.store.transaction import Store, Transaction

DECLINED = "declined_places"


def collections(database: Database[Document]) -> None:
    """Make the collection of what was declined."""
    collection(database, DECLINED, index("shift_ref"), index("volunteer"))


def keep(transaction: Transaction, places: Iterable[tuple[str, str]]) -> None:
    """Note shifts, each with the number of who said no to it; once however often that is heard."""
    found = {f"{shift}:{number}": {"shift_ref": shift, "volunteer": number} for shift, number in places}
    known = transaction[DECLINED].by_id(found, {"_id": 1})
    transaction[DECLINED].insert([{"_id": name, **found[name]} for name in sorted(found.keys() - known.keys())])


def of_shifts(store: Store, shifts: Iterable[str], persons: Persons) -> Iterator[tuple[str, str]]:
    """Of some shifts who said no: each with the number of the person."""
    for some in portions(sorted(set(shifts))):
        for one in store.database[DECLINED].find({"shift_ref": {"$in": list(some)}}):
            yield one["shift_ref"], persons.person(one["volunteer"])


def forget(transaction: Transaction, volunteers: Iterable[str]) -> None:
    """Of these nobody said anything."""
    found = transaction[DECLINED].where("volunteer", volunteers, {"_id": 1})
    transaction[DECLINED].write([DeleteOne({"_id": one["_id"]}) for one in found])
