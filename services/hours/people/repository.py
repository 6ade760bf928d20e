"""What hours stores of volunteers: their newest state as heard, that one is awaited, and that one was rejected."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable, Iterator, Mapping

from pymongo import UpdateOne
from pymongo.database import Database

from services.hours import awaited
from services.hours.people.domain import Person
from shared.store.client import Document
from shared.store.migrations import collection
from shared.store.transaction import Transaction

VOLUNTEERS = "volunteers"
HEARD = ("volunteer.registered.v1", "volunteer.verified.v1", "volunteer.changed.v1")
"""The events that bring the copy."""
OWN = ("awaited", "rejected")
"""What the service notes of a volunteer besides."""


def collections(database: Database[Document]) -> None:
    """Make the collection."""
    collection(database, VOLUNTEERS)


def known(transaction: Transaction, references: Iterable[str]) -> dict[str, Document]:
    """The volunteers that are known."""
    found = transaction[VOLUNTEERS].by_id(set(references))
    return {ref: one for ref, one in found.items() if "number" in one}


def person(transaction: Transaction, volunteer: Document) -> Person:
    """A volunteer as the policy sees one."""
    personal = transaction.sealer.open(volunteer["personal"], volunteer["number"])
    consent = volunteer["guardian_consent_on"]
    return Person(
        verified=volunteer["verified"],
        birth_date=dt.date.fromisoformat(personal["birth_date"]),
        guardian_consent_on=dt.date.fromisoformat(consent) if consent else None,
        known_as=(volunteer["_id"], volunteer["number"]),
    )


def sequences(transaction: Transaction, references: Iterable[str]) -> dict[str, int]:
    """How new the state of each volunteer is that has a document; 0 for one that is only awaited."""
    found = transaction[VOLUNTEERS].by_id(references, {"sequence": 1})
    return {ref: one.get("sequence", 0) for ref, one in found.items()}


def learn(transaction: Transaction, facts: Mapping[str, Document], present: Container[str]) -> None:
    """Store what was heard; `present` are the references that have a document, if only because they are awaited."""
    awaited.learn(transaction, VOLUNTEERS, facts, present)


def expect(transaction: Transaction, references: Iterable[str]) -> None:
    """Count that somebody waits for volunteers."""
    awaited.expect(transaction, VOLUNTEERS, references)


def mark_rejected(transaction: Transaction, references: Iterable[str]) -> None:
    """Note of volunteers that a presence was rejected for what they are."""
    transaction[VOLUNTEERS].write([UpdateOne({"_id": one}, {"$set": {"rejected": True}}) for one in sorted(references)])


def numbers(database: Database[Document]) -> Iterator[tuple[str, str]]:
    """The reference and the number of every volunteer that is known."""
    for one in database[VOLUNTEERS].find({}, {"number": 1}):
        if "number" in one:
            yield one["_id"], one["number"]
