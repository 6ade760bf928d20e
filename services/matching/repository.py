"""What matching stores: copies of volunteers, shifts, offers and credited intervals; and the rosters it solved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from pymongo import ReplaceOne, UpdateOne
from pymongo.database import Database

from services.matching.domain.facts import Offer, Shift, Volunteer
from services.matching.domain.problem import Inputs
from services.matching.domain.workload import Served, Workload
from shared.clock import CHINA
from shared.crypto import Sealer
from shared.store.client import Document
from shared.store.migrations import Migration, collection, index
from shared.store.transaction import Store, Transaction

AT_ONCE = 50
"""Most values of one `$in`: the embedded store compares every document that it finds with every one of them."""
FIRST_MOMENT, LAST_MOMENT = dt.datetime(1900, 1, 1, tzinfo=dt.UTC), dt.datetime(3000, 1, 1, tzinfo=dt.UTC)


def _first(database: Database[Document]) -> None:
    collection(database, "volunteers", index("volunteer_ref"))
    collection(database, "shifts", index("starts_at"))
    collection(database, "offers", index("day", "part_of_day"))
    collection(database, "credited", index("starts_at"), index("volunteer", "starts_at"))
    collection(database, "rosters")
    collection(database, "roster_parts", index("roster"))


MIGRATIONS = [Migration(1, "volunteers, shifts, offers, credited intervals, rosters", _first)]


@dataclass(frozen=True)
class Selection:
    """Which shifts a roster is for: of projects whose reference begins so, and of days in China, both inside."""

    project_prefix: str = ""
    first: dt.date | None = None
    last: dt.date | None = None

    def has(self, shift: Shift) -> bool:
        """Whether a shift belongs to it."""
        return (
            shift.project_ref.startswith(self.project_prefix)
            and (self.first is None or self.first <= shift.day)
            and (self.last is None or shift.day <= self.last)
        )


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


def inputs(store: Store, selection: Selection, workload_days: int) -> Inputs:
    """Everything that a roster of the selection depends on, read by streams outside any transaction.

    A change that comes in between is seen or not, as if it had come before or after.
    """
    shifts = [shift for shift in _shifts(store.database, selection) if selection.has(shift)]
    if not shifts:
        return Inputs([], {}, [], Workload({}))
    offers = list(_offers(store.database, min(one.day for one in shifts), max(one.day for one in shifts)))
    volunteers = _volunteers(store, {offer.volunteer_ref for offer in offers})
    starts = [shift.starts_at for shift in shifts]
    within = {"$gte": min(starts) - dt.timedelta(days=workload_days), "$lt": max(starts)}
    served = _served(store.database, {"starts_at": within})
    numbers = {volunteer.number for volunteer in volunteers.values()}
    return Inputs(shifts, volunteers, offers, _workload(one for one in served if one[0] in numbers))


def inputs_of(store: Store, shift: Shift, workload_days: int) -> Inputs:
    """What decides who may take one shift."""
    query = {"day": shift.day.isoformat(), "part_of_day": shift.part_of_day}
    offers = [_offer(document) for document in store.database["offers"].find(query)]
    volunteers = _volunteers(store, {offer.volunteer_ref for offer in offers})
    within = {"$gte": shift.starts_at - dt.timedelta(days=workload_days), "$lt": shift.starts_at}
    numbers = sorted(one.number for one in volunteers.values() if one.city_code == shift.city_code)
    served = (
        one
        for some in _portions(numbers)
        for one in _served(store.database, {"volunteer": {"$in": some}, "starts_at": within})
    )
    return Inputs([shift], volunteers, offers, _workload(served))


def shift(store: Store, reference: str) -> Shift | None:
    """One shift."""
    document = store.database["shifts"].find_one({"_id": reference})
    return _shift(document) if document else None


def roster(store: Store, identifier: str) -> Document | None:
    """A roster without its assignments."""
    return store.database["rosters"].find_one({"_id": identifier})


def assignments(store: Store, identifier: str) -> list[list[str]]:
    """Shift and volunteer of every place that a roster fills, by their references, sorted."""
    parts = store.database["roster_parts"].find({"roster": identifier}, {"assignments": 1})
    return sorted(assignment for part in parts for assignment in part["assignments"])


def open_roster(transaction: Transaction, identifier: str, roster: Document) -> None:
    """Store a roster of which no part is stored yet, unless it is here."""
    if transaction["rosters"].one(identifier) is None:
        transaction["rosters"].insert([{"_id": identifier, **roster, "stored_parts": 0, "complete": False}])


def add_part(transaction: Transaction, identifier: str, number: int, pairs: Sequence[tuple[str, str]]) -> bool:
    """Store the next part of a roster; False when it is stored already.

    The count in the roster's document is read and written, so two who solve the same roster cannot both store a part.
    """
    found = transaction["rosters"].one(identifier)
    if found is None or found["stored_parts"] != number:
        return False
    assigned = [list(pair) for pair in pairs]
    transaction["roster_parts"].insert(
        [{"_id": f"{identifier}:{number}", "roster": identifier, "assignments": assigned}]
    )
    complete = number + 1 == found["parts"]
    change = {"$set": {"stored_parts": number + 1, "complete": complete}}
    transaction["rosters"].write([UpdateOne({"_id": identifier}, change)])
    return True


def _shifts(database: Database[Document], selection: Selection) -> Iterator[Shift]:
    within = {"$gte": _midnight(selection.first, FIRST_MOMENT), "$lt": _midnight(selection.last, LAST_MOMENT, after=1)}
    return (_shift(document) for document in database["shifts"].find({"starts_at": within}))


def _midnight(day: dt.date | None, otherwise: dt.datetime, after: int = 0) -> dt.datetime:
    """When a day begins in China, or the day that is `after` days later."""
    if day is None:
        return otherwise
    return dt.datetime.combine(day + dt.timedelta(days=after), dt.time(), tzinfo=CHINA)


def _offers(database: Database[Document], first: dt.date, last: dt.date) -> Iterator[Offer]:
    within = {"$gte": first.isoformat(), "$lte": last.isoformat()}
    return (_offer(document) for document in database["offers"].find({"day": within}))


def _volunteers(store: Store, references: Iterable[str]) -> dict[str, Volunteer]:
    found = (
        _volunteer(document, store.sealer)
        for some in _portions(sorted(references))
        for document in store.database["volunteers"].find({"volunteer_ref": {"$in": some}})
    )
    return {volunteer.ref: volunteer for volunteer in found}


def _served(database: Database[Document], query: Mapping[str, Any]) -> Iterator[tuple[str, Served]]:
    found = database["credited"].find(query)
    return ((one["volunteer"], Served(one["starts_at"], one["minutes"])) for one in found)


def _workload(served: Iterable[tuple[str, Served]]) -> Workload:
    by_volunteer: dict[str, list[Served]] = {}
    for number, one in served:
        by_volunteer.setdefault(number, []).append(one)
    return Workload(by_volunteer)


def _portions(values: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(values)
    while some := list(islice(rest, AT_ONCE)):
        yield some


def _shift(document: Document) -> Shift:
    names = ("project_ref", "starts_at", "ends_at", "capacity", "service", "skill_required", "minimum_age")
    place = ("region_code", "latitude", "longitude")
    return Shift(ref=document["_id"], **{name: document[name] for name in (*names, *place)})


def _offer(document: Document) -> Offer:
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
