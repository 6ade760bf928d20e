"""The collection of suspected duplicates, its indexes, and who shares what among volunteers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from pymongo import DeleteOne, ReplaceOne
from pymongo.database import Database

from services.registry.duplicates.domain import Reason, State, Suspicion, is_kept
from services.registry.volunteers.domain import Volunteer
from services.registry.volunteers.records import from_document, life_of
from services.registry.volunteers.repository import VOLUNTEERS
from shared.kinds import Place
from shared.lists import Listing
from shared.rules.places import around_all
from shared.store.client import Document
from shared.store.migrations import collection, index
from shared.store.transaction import Transaction

DUPLICATES = "suspected_duplicates"
LISTING = Listing(
    DUPLICATES,
    "suspicion_ref",
    ("reason", "state"),
    words={"reason": tuple(map(str, Reason)), "state": tuple(map(str, State))},
    by_organisation=False,
)
FIELDS = {Reason.NAME: "same_name", Reason.PHONE: "same_phone"}
"""Where a volunteer's document has the keyed hash of what it may share."""


def collections(database: Database[Document]) -> None:
    """Suspicions, found by their members; and volunteers, found by what they may share."""
    collection(database, DUPLICATES, *LISTING.indexes, index("members"))
    database[VOLUNTEERS].create_indexes([index(field, sparse=True) for field in FIELDS.values()])


def with_places(database: Database[Document]) -> None:
    """Let suspicions lie where all of their members belong."""
    database[DUPLICATES].create_indexes(LISTING.indexes)
    for one in list(database[DUPLICATES].find({}, {"members": 1})):
        homes = [found["of_region"] for found in _stored(database, one["members"], {"of_region": 1})]
        where = Place(around_all(homes)).document()
        database[DUPLICATES].update_one({"_id": one["_id"]}, {"$set": where})


def about(transaction: Transaction, numbers: Iterable[str]) -> dict[str, Suspicion]:
    """The suspicions that name registrations, by their keys."""
    return {one["_id"]: suspicion(one) for one in transaction[DUPLICATES].where("members", numbers)}


def stored(transaction: Transaction, keys: Iterable[str]) -> dict[str, Suspicion]:
    """Those of the suspicions that there are."""
    return {key: suspicion(one) for key, one in transaction[DUPLICATES].by_id(keys).items()}


def by_reference(transaction: Transaction, reference: str) -> Suspicion | None:
    """The suspicion that people name so."""
    found = transaction[DUPLICATES].where("suspicion_ref", [reference])
    return suspicion(found[0]) if found else None


def keys_of(transaction: Transaction, numbers: Iterable[str]) -> dict[str, Reason]:
    """What registrations may share with others, by the keys under which it would be suspected."""
    found = transaction[VOLUNTEERS].where("number", numbers, dict.fromkeys(FIELDS.values(), 1))
    return {one[field]: reason for one in found for reason, field in FIELDS.items() if field in one}


def sharing(transaction: Transaction, keys: Mapping[str, Reason]) -> dict[str, dict[str, str]]:
    """Who shares what: by key and number where they belong, for registrations that are not merged into others."""
    shared: dict[str, dict[str, str]] = defaultdict(dict)
    for reason, field in FIELDS.items():
        wanted = [key for key, why in keys.items() if why is reason]
        for one in transaction[VOLUNTEERS].where(field, wanted, {"number": 1, field: 1, "life": 1, "of_region": 1}):
            if not life_of(one).is_merged:
                shared[one[field]][one["number"]] = one["of_region"]
    return shared


def save(transaction: Transaction, suspicions: Iterable[Suspicion]) -> None:
    """Write suspicions; those of whom nothing is left go."""
    transaction[DUPLICATES].write(
        [
            ReplaceOne({"_id": one.key}, document(one), upsert=True) if is_kept(one) else DeleteOne({"_id": one.key})
            for one in suspicions
        ]
    )


def members(database: Database[Document], numbers: Iterable[str]) -> list[Volunteer]:
    """Registrations by number, outside any transaction."""
    found = _stored(database, numbers)
    return sorted((from_document(one, {}) for one in found), key=lambda one: one.number)


def document(suspicion: Suspicion) -> Document:
    """How a suspicion is stored."""
    return {
        "_id": suspicion.key,
        "suspicion_ref": suspicion.reference,
        "reason": suspicion.reason.value,
        "state": suspicion.state.value,
        "members": list(suspicion.members),
        "crowded": suspicion.crowded,
        "sequence": suspicion.sequence,
        "dismissed": list(suspicion.dismissed),
        "decided_by": suspicion.decided_by,
        **Place(suspicion.region_code).document(),
    }


def suspicion(document: Mapping[str, Any]) -> Suspicion:
    """The suspicion of a stored document."""
    return Suspicion(
        document["_id"],
        document["suspicion_ref"],
        Reason(document["reason"]),
        tuple(document["members"]),
        document["crowded"],
        document["sequence"],
        tuple(document["dismissed"]),
        document["decided_by"],
        document["of_region"],
    )


def _stored(
    database: Database[Document], numbers: Iterable[str], projection: Mapping[str, int] | None = None
) -> Iterable[Document]:
    return database[VOLUNTEERS].find({"number": {"$in": list(numbers)}}, projection)
