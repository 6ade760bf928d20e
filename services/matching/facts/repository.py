"""What is stored of facts: copies of volunteers, shifts, offers and credited intervals."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple

from pymongo import ReplaceOne
from pymongo.database import Database

from services.matching.facts.domain import Offer, Shift, Volunteer
from services.matching.facts.persons import Persons
from services.matching.facts.workload import Served
from shared.clock import CHINA
from shared.crypto import Sealer
from shared.rules.merges import merge_of
from shared.rules.references import holder
from shared.store.client import Document
from shared.store.migrations import collection, index
from shared.store.transaction import Store, Transaction

AT_ONCE = 50
"""Most values of one `$in`: the embedded store compares every document that it finds with every one of them."""
FIRST_MOMENT, LAST_MOMENT = dt.datetime(1900, 1, 1, tzinfo=dt.UTC), dt.datetime(3000, 1, 1, tzinfo=dt.UTC)


def collections(database: Database[Document]) -> None:
    """Make the collections of facts."""
    collection(database, "volunteers", index("volunteer_ref"))
    collection(database, "shifts", index("starts_at"))
    collection(database, "offers", index("day", "part_of_day"))
    collection(database, "credited", index("starts_at"), index("volunteer", "starts_at"))


def collections_of_ties(database: Database[Document]) -> None:
    """Make what was added with other names, merges and erasure."""
    collection(database, "merges")
    collection(database, "names", index("volunteer"))
    collection(database, "erased")
    collection(database, "offers", index("volunteer_ref"))


def collection_of_names(database: Database[Document]) -> None:
    """Let a name be of several numbers, as long as not all but one are erased as far as was heard."""
    database["names"].create_indexes([index("volunteers")])
    for one in database["names"].find({}, {"volunteer": 1}):
        if "volunteer" in one:
            database["names"].replace_one({"_id": one["_id"]}, {"volunteers": [one["volunteer"]]})


def availability_by_its_name(database: Database[Document]) -> None:
    """Move parts of days out of the collection that offers of goods have now."""
    collection(database, "availability", index("day", "part_of_day"), index("volunteer_ref"))
    for one in database["offers"].find({"part_of_day": {"$exists": True}}):
        database["availability"].replace_one({"_id": one["_id"]}, one, upsert=True)
    database["offers"].drop()


def save_newest(transaction: Transaction, name: str, documents: Mapping[str, Document]) -> None:
    """Store documents that carry a `sequence`, unless a newer version is here."""
    known = transaction[name].by_id(documents, {"sequence": 1})
    transaction[name].insert([{"_id": key, **one} for key, one in documents.items() if key not in known])
    transaction[name].write(
        [
            ReplaceOne({"_id": key}, one)
            for key, one in documents.items()
            if key in known and one["sequence"] > known[key]["sequence"]
        ]
    )


def save_new(transaction: Transaction, name: str, documents: Mapping[str, Document]) -> None:
    """Store documents that never change, unless they are here."""
    known = transaction.copied(name, documents, {"_id": 1})
    transaction[name].insert([{"_id": key, **one} for key, one in documents.items() if key not in known])


class Capacity(NamedTuple):
    """How many places a shift has, by which of its states."""

    capacity: int
    sequence: int


def capacities(transaction: Transaction, references: Iterable[str]) -> dict[str, Capacity]:
    """Of those of the shifts that take somebody."""
    found = transaction["shifts"].by_id(references, {"capacity": 1, "sequence": 1})
    return {ref: Capacity(one["capacity"], one["sequence"]) for ref, one in found.items() if "capacity" in one}


def shift(store: Store, reference: str) -> Shift | None:
    """One shift that takes somebody."""
    document = store.database["shifts"].find_one({"_id": reference})
    return _shift(document) if document and "starts_at" in document else None


def shifts(store: Store, first: dt.date | None, last: dt.date | None) -> Iterator[Shift]:
    """The shifts that start on days in China, both inside."""
    within = {"$gte": _midnight(first, FIRST_MOMENT), "$lt": _midnight(last, LAST_MOMENT, after=1)}
    return (_shift(document) for document in store.database["shifts"].find({"starts_at": within}))


def shifts_named(store: Store, references: Iterable[str]) -> list[Shift]:
    """Those of some shifts that take somebody."""
    return [_shift(document) for document in _find(store, "shifts", "_id", references) if "starts_at" in document]


def offers(store: Store, first: dt.date, last: dt.date) -> Iterator[Offer]:
    """What is offered of days, both inside."""
    within = {"$gte": first.isoformat(), "$lte": last.isoformat()}
    return (offer_of(document) for document in store.database["availability"].find({"day": within}))


def offers_for(store: Store, shift: Shift) -> list[Offer]:
    """What is offered of the part of the day in which a shift starts."""
    query = {"day": shift.day.isoformat(), "part_of_day": shift.part_of_day}
    return [offer_of(document) for document in store.database["availability"].find(query)]


def persons(store: Store) -> Persons:
    """Who is one person; merges are few."""
    return Persons(merge_of(one) for one in store.database["merges"].find())


def volunteers(store: Store, references: Iterable[str], persons: Persons) -> dict[str, Volunteer]:
    """Whom the references name, as far as they are known, with their personal facts opened.

    Another source's name is its person's, and of a merged registration the kept one is the person.
    """
    wanted = set(references)
    registered = list(_find(store, "volunteers", "volunteer_ref", wanted))
    claims: dict[str, set[str]] = defaultdict(set)
    for one in registered:
        claims[one["volunteer_ref"]].add(one["_id"])
    for one in _find(store, "names", "_id", wanted):
        claims[one["_id"]].update(one["volunteers"])
    numbers = {reference: number for reference, some in claims.items() if (number := holder(some))}
    known = {one["_id"]: one for one in registered}
    others = {persons.person(number) for number in numbers.values()} - known.keys()
    known |= {one["_id"]: one for one in _find(store, "volunteers", "_id", others) if "personal" in one}
    people = {ref: person for ref, number in numbers.items() if (person := persons.person(number)) in known}
    opened = {number: _volunteer(known[number], store.sealer) for number in set(people.values())}
    return {reference: opened[number] for reference, number in people.items()}


def served(store: Store, first: dt.datetime, before: dt.datetime) -> Iterator[tuple[str, Served]]:
    """The credited intervals that start from a moment on and before another, each with its volunteer's number."""
    return _served(store, {"starts_at": {"$gte": first, "$lt": before}})


def served_by(
    store: Store, numbers: Iterable[str], first: dt.datetime, before: dt.datetime
) -> Iterator[tuple[str, Served]]:
    """Those intervals of some volunteers alone."""
    within = {"$gte": first, "$lt": before}
    return (
        one
        for some in _portions(sorted(numbers))
        for one in _served(store, {"volunteer": {"$in": some}, "starts_at": within})
    )


def _find(store: Store, name: str, field: str, values: Iterable[str]) -> Iterator[Document]:
    for some in _portions(sorted(values)):
        yield from store.database[name].find({field: {"$in": some}})


def _served(store: Store, query: Mapping[str, Any]) -> Iterator[tuple[str, Served]]:
    found = store.database["credited"].find(query)
    return ((one["volunteer"], Served(one["starts_at"], one["minutes"])) for one in found)


def _midnight(day: dt.date | None, otherwise: dt.datetime, after: int = 0) -> dt.datetime:
    """When a day begins in China, or the day that is `after` days later."""
    if day is None:
        return otherwise
    return dt.datetime.combine(day + dt.timedelta(days=after), dt.time(), tzinfo=CHINA)


def _portions(values: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(values)
    while some := list(islice(rest, AT_ONCE)):
        yield some


def _shift(document: Document) -> Shift:
    names = ("project_ref", "starts_at", "ends_at", "capacity", "service", "skill_required", "minimum_age")
    place = ("region_code", "latitude", "longitude")
    facts = {name: document[name] for name in (*names, *place)}
    return Shift(ref=document["_id"], organisation_ref=document.get("organisation_ref"), **facts)


def offer_of(document: Document) -> Offer:
    """What a document says that somebody offers."""
    return Offer(document["volunteer_ref"], dt.date.fromisoformat(document["day"]), document["part_of_day"])


def _volunteer(document: Document, sealer: Sealer) -> Volunteer:
    personal: dict[str, Any] = sealer.open(document["personal"], document["_id"])
    consent = document["guardian_consent_on"]
    return Volunteer(
        number=document["_id"],
        ref=document["volunteer_ref"],
        home_region_code=document["home_region_code"],
        skills=frozenset(document["skills"]),
        verified=document["verified"],
        guardian_consent_on=dt.date.fromisoformat(consent) if consent else None,
        birth_date=dt.date.fromisoformat(personal["birth_date"]),
        latitude=personal["latitude"],
        longitude=personal["longitude"],
    )
