"""The collection of volunteers, its indexes and queries. Of a person, only sealed texts and keyed hashes are kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from pymongo import DeleteOne, ReplaceOne
from pymongo.database import Database
from pymongo.errors import OperationFailure

from services.registry.volunteers.domain import REGISTERED, Identity, Volunteer
from services.registry.volunteers.records import documents_of, from_document, is_registered, life_of, to_document
from shared import clock
from shared.hashing import Digest
from shared.lists import of_place
from shared.sources import name_for, source_of
from shared.store import outbox
from shared.store.client import Document
from shared.store.migrations import collection, index
from shared.store.transaction import Transaction
from shared.where import EVERYWHERE, Where

VOLUNTEERS = "volunteers"
EXPORTED = {"number": 1, "home_region_code": 1, "identity": 1, "life": 1, "alias_of": 1, "row.line": 1, "of_region": 1}
PLACES = ("of_region", "of_city")
"""By which they are found, as the list's indexes say."""
MERGED_INTO = "life.merges.into"
NAMES_AT_ONCE = 30
"""Whose persons are looked for at once: see `shared.store.transaction.VALUES_AT_ONCE`."""


def collections(database: Database[Document]) -> None:
    """Volunteers: a document and a number each belong to one."""
    collection(database, VOLUNTEERS, index("document", unique=True), index("number", unique=True))


def without_document(database: Database[Document]) -> None:
    """Let those stand without a document and a number that are only awaited, or another name of somebody."""
    for field in ("document", "number"):
        with suppress(OperationFailure):
            database[VOLUNTEERS].drop_index(f"{field}_1")
        database[VOLUNTEERS].create_indexes([index(field, unique=True, sparse=True)])


def with_former_documents(database: Database[Document]) -> None:
    """Let a document that was renewed lead to its holder, and a conflicting row to whom it is about."""
    database[VOLUNTEERS].create_indexes([index("former", sparse=True)])
    database["refusals"].create_indexes([index("reference")])


def by_whom_they_are_merged_into(database: Database[Document]) -> None:
    """Let those be found who are one person with a registration."""
    database[VOLUNTEERS].create_indexes([index(MERGED_INTO, sparse=True)])


def with_first_days(database: Database[Document]) -> None:
    """Note since when those are registered of whom no earlier version kept it: since the day on which it was told."""
    for commit in database["outbox"].find():
        for event in outbox.events_of(commit):
            if event.type == REGISTERED:
                first = clock.china_day(clock.from_text(event.time)).isoformat()
                who = {"_id": event.data["volunteer_ref"], "registered_on": {"$exists": False}}
                database[VOLUNTEERS].update_one(who, {"$set": {"registered_on": first}})


class Register:
    """The volunteers that a batch is about, read at once, changed in memory, and written at once.

    Args:
        references, documents: of the batch's rows; read are those whom they name, and nobody else.
    """

    def __init__(self, transaction: Transaction, references: Iterable[str], documents: Iterable[Digest] = ()) -> None:
        self._collection = transaction[VOLUNTEERS]
        wanted = {form for one in documents for form in one.forms}
        renewed = self._collection.where("former", wanted, {"former": 1})
        self._owners = {document: one["_id"] for one in renewed for document in wanted & set(one["former"])}
        holding = self._collection.where("document", wanted, {"document": 1})
        self._owners |= {document: one["_id"] for one in holding for document in documents_of(one)}
        found = _with_persons(transaction, {*references, *self._owners.values()})
        found |= _with_persons(transaction, {name for one in found.values() for name in one.get("names", ())})
        self._volunteers = _registered(found)
        self._stored, self._changed = set(found), dict[str, None]()

    def find(self, reference: str) -> Volunteer | None:
        """The volunteer of a reference, as this batch has left it so far; what a name's source said for a name."""
        return self._volunteers.get(reference)

    def person(self, volunteer: Volunteer) -> Volunteer:
        """The registration of the person that a volunteer is: its own, but for another name of somebody."""
        return volunteer if volunteer.alias_of is None else self._volunteers[volunteer.alias_of]

    def owner(self, document: Digest) -> Volunteer | None:
        """Who registered with a document, or had it before it was renewed."""
        holder = next((self._owners[one] for one in document.forms if one in self._owners), None)
        return self._volunteers[holder] if holder else None

    def names(self, person: Volunteer) -> list[Volunteer]:
        """What each of the person's references says of it, its registration first."""
        return [self._volunteers[reference] for reference in (person.reference, *person.names)]

    def put(self, volunteer: Volunteer) -> None:
        """Register or change."""
        self._volunteers[volunteer.reference] = volunteer
        if volunteer.alias_of is None:
            self._owners |= dict.fromkeys(volunteer.document, volunteer.reference)
        self._changed[volunteer.reference] = None

    def save(self) -> None:
        """Write what was put, each volunteer once."""
        documents = [to_document(self._volunteers[reference]) for reference in self._changed]
        self._collection.insert([one for one in documents if one["_id"] not in self._stored])
        self._collection.write(
            [ReplaceOne({"_id": one["_id"]}, one) for one in documents if one["_id"] in self._stored]
        )


def volunteer(database: Database[Document], reference: str) -> Volunteer | None:
    """The volunteer of a reference, outside any transaction; what a name's source said for a name."""
    stored = database[VOLUNTEERS]
    found = stored.find_one({"_id": reference})
    if found is None or not is_registered(found):
        return None
    named = stored.find_one({"_id": found["alias_of"]}) if "alias_of" in found else None
    return from_document(found, {named["_id"]: named} if named else {})


class Named(NamedTuple):
    """Whom a reference names: the person's registration, and what the reference's source is answered of it."""

    person: Volunteer
    name: Volunteer


def named(transaction: Transaction, references: Iterable[str]) -> dict[str, Named]:
    """Whom the references name."""
    wanted = set(references)
    found = _registered(_with_persons(transaction, wanted))
    return {ref: Named(found[one.alias_of or ref], one) for ref, one in found.items() if ref in wanted}


def volunteers(transaction: Transaction, references: Iterable[str]) -> dict[str, Volunteer]:
    """The persons whom the references name, by whichever of their names."""
    return {reference: one.person for reference, one in named(transaction, references).items()}


def ever_merged_into(transaction: Transaction, kept: str) -> dict[str, Volunteer]:
    """A registration, and those that a merge joins or joined to it, by reference."""
    merged = {one["_id"]: one for one in transaction[VOLUNTEERS].where(MERGED_INTO, [kept])}
    return _registered(transaction[VOLUNTEERS].by_id([kept]) | merged)


def names(transaction: Transaction, volunteer: Volunteer) -> dict[str, Volunteer]:
    """A registration and its other names, by all references under which the person is known."""
    stored = _registered(_with_persons(transaction, [volunteer.reference, *volunteer.names]))
    return {reference: stored[reference] for reference in (volunteer.reference, *volunteer.names)}


def forget(transaction: Transaction, references: Iterable[str]) -> None:
    """Remove registrations and their other names: the references and documents are nobody's again."""
    transaction[VOLUNTEERS].write([DeleteOne({"_id": reference}) for reference in references])


def name_of(database: Database[Document], reference: str, source: str) -> str | None:
    """The reference by which a source knows the person of a registration; None where it has not registered it."""
    found = database[VOLUNTEERS].find_one({"_id": reference}, {"names": 1}) or {}
    return name_for(source, (reference, *found.get("names", ())))


def everyone(
    database: Database[Document], as_of: dt.date | None = None, where: Where = EVERYWHERE
) -> Iterator[dict[str, Any]]:
    """All registrations, as exports show them; with a day as of its end, and then nothing is left out.

    A person is there once under each of its names, as the name's source registered it.
    """
    others = []
    for one in of_place(database, VOLUNTEERS, PLACES, where, EXPORTED):
        if "alias_of" in one:
            others.append(one)
        elif is_registered(one):
            yield _line(one, one, as_of)
        if len(others) == NAMES_AT_ONCE:
            yield from _lines_of_names(database, others, as_of, where)
            others = []
    yield from _lines_of_names(database, others, as_of, where)


def _lines_of_names(
    database: Database[Document], names: Sequence[Document], as_of: dt.date | None, where: Where
) -> Iterator[dict[str, Any]]:
    wanted = {"_id": {"$in": [one["alias_of"] for one in names]}}
    persons = {one["_id"]: one for one in database[VOLUNTEERS].find(wanted, EXPORTED)} if names else {}
    for one in names:
        person = persons[one["alias_of"]]
        yield _line(one, person, as_of, is_reached=where.reaches(person["of_region"]))


def _line(one: Document, person: Document, as_of: dt.date | None, *, is_reached: bool = True) -> dict[str, Any]:
    life, source = life_of(person), source_of(one["_id"])
    merged_into = life.merged_into(as_of or clock.today()) if is_reached else None
    homes = life if one is person else life.known_under(one["_id"], person["_id"])
    return {
        "volunteer": person["number"],
        "volunteer_ref": one["_id"],
        "source": source,
        "home_region_code": homes.home(one["home_region_code"], as_of),
        "verified": one["identity"] == Identity.VERIFIED,
        **({"merged_into": merged_into} if as_of or merged_into else {}),
    }


def _with_persons(transaction: Transaction, references: Iterable[str]) -> dict[str, Document]:
    """The documents of references, and those of the persons of whom they are other names."""
    found = transaction[VOLUNTEERS].by_id(set(references))
    return found | transaction[VOLUNTEERS].by_id({one["alias_of"] for one in found.values() if "alias_of" in one})


def _registered(found: dict[str, Document]) -> dict[str, Volunteer]:
    return {reference: from_document(one, found) for reference, one in found.items() if is_registered(one)}
