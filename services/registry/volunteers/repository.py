"""The collection of volunteers, its indexes and queries. Of a person, only sealed texts and keyed hashes are kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from pymongo import DeleteOne, ReplaceOne
from pymongo.database import Database
from pymongo.errors import OperationFailure

from services.registry.volunteers.domain import REGISTERED, Identity, Volunteer
from services.registry.volunteers.records import from_document, is_registered, life_of, to_document
from shared import clock
from shared.store import outbox
from shared.store.client import Document
from shared.store.migrations import collection, index
from shared.store.transaction import Transaction

VOLUNTEERS = "volunteers"


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
        references, documents: of the batch's rows; nobody else is read.
    """

    def __init__(self, transaction: Transaction, references: Iterable[str], documents: Iterable[str] = ()) -> None:
        self._collection = transaction[VOLUNTEERS]
        found = self._collection.by_id(set(references))
        self._volunteers = {ref: from_document(document) for ref, document in found.items() if is_registered(document)}
        self._stored, self._changed = set(found), dict[str, None]()
        renewed = self._collection.where("former", documents, {"former": 1})
        self._owners = {document: one["_id"] for one in renewed for document in one["former"]}
        holding = self._collection.where("document", documents, {"document": 1})
        self._owners |= {one["document"]: one["_id"] for one in holding}

    def find(self, reference: str) -> Volunteer | None:
        """The volunteer of a reference, as this batch has left it so far."""
        return self._volunteers.get(reference)

    def owner(self, document: str) -> str | None:
        """The reference under which a document is registered, or was before it was renewed."""
        return self._owners.get(document)

    def put(self, volunteer: Volunteer) -> None:
        """Register or change."""
        self._volunteers[volunteer.reference] = volunteer
        self._owners[volunteer.document] = volunteer.reference
        self._changed[volunteer.reference] = None

    def save(self) -> None:
        """Write what was put, each volunteer once."""
        documents = [to_document(self._volunteers[reference]) for reference in self._changed]
        self._collection.insert([one for one in documents if one["_id"] not in self._stored])
        self._collection.write(
            [ReplaceOne({"_id": one["_id"]}, one) for one in documents if one["_id"] in self._stored]
        )


def volunteer(database: Database[Document], reference: str) -> Volunteer | None:
    """The volunteer of a reference, outside any transaction."""
    found = database[VOLUNTEERS].find_one({"_id": reference})
    return from_document(found) if found and is_registered(found) else None


def volunteers(transaction: Transaction, references: Iterable[str]) -> dict[str, Volunteer]:
    """Those of the references that are registered."""
    found = transaction[VOLUNTEERS].by_id(set(references))
    return {reference: from_document(document) for reference, document in found.items() if is_registered(document)}


def everyone(database: Database[Document], as_of: dt.date | None = None) -> Iterator[dict[str, Any]]:
    """All volunteers, as exports show them; with a day as of its end, and then nothing is left out."""
    wanted = {"number": 1, "home_region_code": 1, "identity": 1, "life": 1}
    today = clock.today()
    for one in database[VOLUNTEERS].find({}, wanted):
        if not is_registered(one):
            continue
        life = life_of(one)
        merged_into = life.merged_into(as_of or today)
        yield {
            "volunteer": one["number"],
            "volunteer_ref": one["_id"],
            "home_region_code": life.home(one["home_region_code"], as_of),
            "verified": one["identity"] == Identity.VERIFIED,
            **({"merged_into": merged_into} if as_of or merged_into else {}),
        }


def names(transaction: Transaction, volunteer: Volunteer) -> list[str]:
    """All references under which a registration is known."""
    return [volunteer.reference]


def forget(transaction: Transaction, references: Iterable[str]) -> None:
    """Remove registrations and their other names: the references and documents are nobody's again."""
    transaction[VOLUNTEERS].write([DeleteOne({"_id": reference}) for reference in references])
