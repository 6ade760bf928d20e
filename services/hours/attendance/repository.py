"""What hours stores of attendance that is not credited: what is held, and what was rejected."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pymongo import DeleteOne, ReplaceOne, UpdateOne
from pymongo.database import Database

from shared import clock
from shared.lists import Listing
from shared.rules.references import erased_owner
from shared.store.client import Document
from shared.store.migrations import collection, index
from shared.store.transaction import Transaction

HELD, REJECTED = "held", "rejected"
VOLUNTEER = "facts.volunteer_ref"
LONG_AGO = "2000-01-01"
WAITING = Listing(HELD, "attendance_ref", sorts=("due_on",), called="waiting")
"""What waits for a person."""


def collections(database: Database[Document]) -> None:
    """Make the collections."""
    collection(database, HELD, index("waits_for", sparse=True), index("notice_until", sparse=True))
    collection(database, REJECTED)


def find_by_volunteer(database: Database[Document]) -> None:
    """Index whose presences they are."""
    for name in (HELD, REJECTED):
        collection(database, name, index(VOLUNTEER))


def find_what_is_over(database: Database[Document]) -> None:
    """Index until when presences are held that are not over."""
    collection(database, HELD, index("over_at", sparse=True))


def find_what_people_decide(database: Database[Document]) -> None:
    """Index what waits for people; nothing else has these fields."""
    fields = ("due_on", "of_region", "of_city", "of_organisation")
    collection(database, HELD, *(index(name, WAITING.key, sparse=True) for name in fields))


def one_held(transaction: Transaction, reference: str) -> Document | None:
    """A presence that is held."""
    return transaction[HELD].one(reference)


def one_rejected(transaction: Transaction, reference: str) -> Document | None:
    """A presence that was rejected."""
    return transaction[REJECTED].one(reference)


def all_held(transaction: Transaction, references: Iterable[str]) -> list[Document]:
    """Those of the presences that are held."""
    return list(transaction[HELD].by_id(references).values())


def waiting(transaction: Transaction, keys: Iterable[str]) -> list[Document]:
    """The presences that wait for one of the keys."""
    return transaction[HELD].where("waits_for", keys)


def held_of(transaction: Transaction, volunteers: Iterable[str]) -> list[Document]:
    """The presences that are held of volunteers, by the references that they name."""
    return transaction[HELD].where(VOLUNTEER, volunteers)


def forget_volunteers(transaction: Transaction, erasures: Mapping[str, Mapping[str, str]]) -> None:
    """Of erased volunteers presences name the number instead of the reference; what was logged later is not theirs.

    Args:
        erasures: by reference the numbers of those who were erased under it, each with the moment.
    """
    for name in (HELD, REJECTED):
        found = transaction[name].where(VOLUNTEER, erasures)
        owned = ((one, erased_owner(one.get("logged_at"), erasures[one["facts"]["volunteer_ref"]])) for one in found)
        transaction[name].write(
            [UpdateOne({"_id": one["_id"]}, {"$set": _anonymous(one, number)}) for one, number in owned if number]
        )


def _anonymous(document: Document, number: str) -> Document:
    waits_for = {"waits_for": f"volunteer:{number}"} if document.get("waits_for", "").startswith("volunteer:") else {}
    return {VOLUNTEER: number, **waits_for}


def undecided(transaction: Transaction, references: Iterable[str]) -> set[str]:
    """Those of the presences that are neither held nor rejected."""
    wanted = set(references)
    for name in (HELD, REJECTED):
        wanted -= transaction[name].by_id(wanted, {"_id": 1}).keys()
    return wanted


def rejected(transaction: Transaction, references: Iterable[str]) -> set[str]:
    """Those of the presences that were rejected."""
    return set(transaction[REJECTED].by_id(references, {"_id": 1}))


def reject(transaction: Transaction, documents: Sequence[Document]) -> None:
    """Keep what cannot count."""
    transaction[REJECTED].insert(documents)


def hold(transaction: Transaction, documents: Iterable[Document]) -> None:
    """Keep what waits, in place of what it waited for before."""
    transaction[HELD].write([ReplaceOne({"_id": one["_id"]}, one, upsert=True) for one in documents])


def release(transaction: Transaction, references: Iterable[str]) -> None:
    """Forget that something waited."""
    transaction[HELD].write([DeleteOne({"_id": reference}) for reference in references])


def ended_notices(database: Database[Document], today: dt.date) -> list[str]:
    """The presences whose public notice ended before `today`, by reference."""
    over = {"notice_until": {"$gte": LONG_AGO, "$lt": today.isoformat()}}
    return [one["_id"] for one in database[HELD].find(over, {"_id": 1})]


def over(database: Database[Document], now: dt.datetime) -> list[str]:
    """The presences that were held until they are over, and are by `now`, by reference."""
    past = {"over_at": {"$gte": clock.LONG_AGO, "$lte": now}}
    return [one["_id"] for one in database[HELD].find(past, {"_id": 1})]


def uncredited(database: Database[Document], reference: str) -> tuple[str, Document] | None:
    """Whether one presence is held or rejected, and its document."""
    for name in (HELD, REJECTED):
        one = database[name].find_one({"_id": reference})
        if one:
            return name, one
    return None


def all_uncredited(database: Database[Document]) -> Iterator[tuple[str, Document]]:
    """Whether each presence is held or rejected, with its reason, its shift and its volunteer."""
    wanted = ("reason", "facts.shift_ref", VOLUNTEER)
    for name in (HELD, REJECTED):
        for one in database[name].find({}, dict.fromkeys(wanted, 1)):
            yield name, one
