"""What hours stores of volunteers: their newest state, other names and ties as heard, and what it notes itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

from pymongo import DeleteOne, ReplaceOne, UpdateOne
from pymongo.database import Database

from services.hours.merges import repository as merges
from services.hours.people.claims import Claims, claimed, claims_of, without
from services.hours.people.domain import Person
from shared import waiting
from shared.erased import hashed, kept
from shared.rules.references import holder
from shared.sources import name_for, source_of
from shared.store.bound import portions
from shared.store.client import Document
from shared.store.migrations import collection
from shared.store.transaction import Transaction

VOLUNTEERS, ERASED, CLOSED = "volunteers", "erased", "erased_references"
STATES = ("volunteer.registered.v1", "volunteer.verified.v1", "volunteer.changed.v1")
HEARD = (*STATES, "volunteer.named.v1", *merges.HEARD, "volunteer.erased.v1")
"""The events that bring the copy."""
OWN = ("awaited", "rejected")
"""What the service notes of a volunteer besides."""


def collections(database: Database[Document]) -> None:
    """Make the collection of volunteers."""
    collection(database, VOLUNTEERS)


def collections_of_ties(database: Database[Document]) -> None:
    """Make what was added with other names, merges and erasure."""
    collection(database, ERASED)


def collection_of_closed(database: Database[Document]) -> None:
    """Make what was added with references that are closed for ever."""
    collection(database, CLOSED)


def known(transaction: Transaction, references: Iterable[str]) -> dict[str, Document]:
    """Those of the references that name a registration whose number is known."""
    found = transaction[VOLUNTEERS].by_id(set(references))
    return {ref: one for ref, one in found.items() if "number" in one}


def tied(transaction: Transaction, references: Iterable[str]) -> tuple[dict[str, Document], dict[str, Document]]:
    """Volunteers by reference, with all to whom other names and merges tie them, and these merges.

    Whoever has neither costs no look beyond the first.
    """
    volunteers: dict[str, Document] = {}
    ties: dict[str, Document] = {}
    looked, wanted = set[str](), set(references)
    while wanted:
        found = transaction[VOLUNTEERS].by_id(wanted)
        looked |= wanted
        volunteers |= found
        new = {tie for one in found.values() for tie in one.get("merges", ())} - ties.keys()
        ties |= merges.by_reference(transaction, new)
        named = {one["named"] for one in found.values() if "named" in one}
        merged = {ref for one in ties.values() for role in merges.ROLES if (ref := one[f"{role}_ref"])}
        wanted = (named | merged) - looked
    return volunteers, ties


def person(transaction: Transaction, volunteer: Document, known_as: Iterable[str]) -> Person:
    """A volunteer as the policy sees one."""
    personal = transaction.sealer.open(volunteer["personal"], volunteer["number"])
    consent = volunteer["guardian_consent_on"]
    return Person(
        verified=volunteer["verified"],
        birth_date=dt.date.fromisoformat(personal["birth_date"]),
        guardian_consent_on=dt.date.fromisoformat(consent) if consent else None,
        known_as=tuple(known_as),
    )


def claims(transaction: Transaction, references: Iterable[str]) -> dict[str, dict[str, int]]:
    """By reference that has a document, if only because it is awaited: the claiming numbers, and how new each is."""
    found = transaction[VOLUNTEERS].by_id(references, {"number": 1, "sequence": 1, "claims": 1})
    return {
        ref: {number: one.get("sequence", 0) for number, one in claims_of(doc).items()} for ref, doc in found.items()
    }


def learn(transaction: Transaction, news: Mapping[str, Claims], stored: Mapping[str, Mapping[str, int]]) -> None:
    """Store what numbers say that claim references, in place of what they said before.

    Args:
        stored: as `claims` gives it.
    """
    alone = {ref: holder(new.keys() | stored.get(ref, {}).keys()) for ref, new in news.items()}
    whole = transaction[VOLUNTEERS].by_id(ref for ref, number in alone.items() if ref in stored and number is None)
    transaction[VOLUNTEERS].insert([claimed({"_id": ref}, new) for ref, new in news.items() if ref not in stored])
    transaction[VOLUNTEERS].write(
        [
            UpdateOne({"_id": ref}, {"$set": new[number]})
            if (number := alone[ref])
            else ReplaceOne({"_id": ref}, claimed(whole[ref], {**claims_of(whole[ref]), **new}))
            for ref, new in news.items()
            if ref in stored
        ]
    )


def name(transaction: Transaction, names: Iterable[tuple[str, str]]) -> None:
    """Note on registrations by which other names they are known: pairs of such a name and the registration's."""
    transaction[VOLUNTEERS].write(
        [
            UpdateOne({"_id": registered}, {"$addToSet": {"names": ref}, "$inc": {"awaited": 1}}, upsert=True)
            for ref, registered in sorted(names)
        ]
    )


def tie(transaction: Transaction, ties: Iterable[Document]) -> None:
    """Note on both registrations of a merge that there is one.

    They are written each time: who waits for one of them conflicts with it, and sees it when it is run again.
    """
    transaction[VOLUNTEERS].write(
        [
            UpdateOne(
                {"_id": one[f"{role}_ref"]}, {"$addToSet": {"merges": one["_id"]}, "$inc": {"awaited": 1}}, upsert=True
            )
            for one in ties
            for role in merges.ROLES
            if one[f"{role}_ref"]
        ]
    )


def expect(transaction: Transaction, references: Iterable[str]) -> None:
    """Count that somebody waits for volunteers."""
    waiting.begin(transaction, VOLUNTEERS, references)


def mark_rejected(transaction: Transaction, references: Iterable[str]) -> None:
    """Note of volunteers that a presence was rejected for what they are."""
    transaction[VOLUNTEERS].write([UpdateOne({"_id": one}, {"$set": {"rejected": True}}) for one in sorted(references)])


def erased(transaction: Transaction, numbers: Iterable[str]) -> set[str]:
    """Those of the numbers whose persons were erased."""
    return set(transaction[ERASED].by_id(set(numbers), {"_id": 1}))


def close(transaction: Transaction, references: Mapping[str, str]) -> None:
    """Close references for ever: kept are their hashes, each with the number of who was erased under it."""
    owners = {form: number for ref, number in references.items() for form in hashed(transaction, ref).forms}
    before = transaction[CLOSED].by_id(owners)
    new = {hashed(transaction, ref).text: number for ref, number in references.items()}
    transaction[CLOSED].insert([{"_id": key, "number": one} for key, one in sorted(new.items()) if key not in before])


def erased_under(transaction: Transaction, names: Iterable[str]) -> dict[str, str]:
    """By reference or number of somebody who is erased that one's number."""
    wanted = set(names)
    found = kept(transaction, wanted, CLOSED)
    return {one: one for one in erased(transaction, wanted)} | {name: one["number"] for name, one in found.items()}


def erase(
    transaction: Transaction, numbers: Iterable[str], references: Iterable[str], ties: Mapping[str, Document]
) -> None:
    """Forget volunteers, under all their references; that they were erased is kept under their numbers.

    What others have under these references stays. Who brings one of them at the same moment conflicts: each is written
    before it is removed.

    Args:
        ties: the merges of all of them.
    """
    gone = set(numbers)
    transaction[ERASED].insert([{"_id": number} for number in sorted(gone - erased(transaction, gone))])
    before = volunteers(transaction, references)
    expect(transaction, list(references))
    left = {ref: without(before.get(ref, {"_id": ref}), gone, before, ties) for ref in references}
    transaction[VOLUNTEERS].write(
        [
            ReplaceOne({"_id": ref}, one) if one.keys() - {"_id", *OWN} else DeleteOne({"_id": ref})
            for ref, one in sorted(left.items())
        ]
    )


def volunteers(transaction: Transaction, references: Iterable[str]) -> dict[str, Document]:
    """The documents of references."""
    return transaction[VOLUNTEERS].by_id(references)


def numbers_of(database: Database[Document], references: Iterable[str]) -> dict[str, str]:
    """The numbers of the persons whom references name, of those that name one."""
    wanted, facts = sorted(set(references)), {"number": 1}
    found = (one for part in portions(wanted) for one in database[VOLUNTEERS].find({"_id": {"$in": list(part)}}, facts))
    return {one["_id"]: one["number"] for one in found if "number" in one}


def numbers_by(database: Database[Document], source: str) -> Iterator[tuple[str, str]]:
    """The number of every volunteer whom a source knows, with the reference that it gave."""
    for document in database[VOLUNTEERS].find({}, {"number": 1, "claims": 1}):
        if source_of(document["_id"]) == source:
            yield from ((document["_id"], number) for number in claims_of(document))


def names_by(database: Database[Document], references: Iterable[str], source: str) -> dict[str, str]:
    """By which references a source knows the persons of registrations, of those whom it knows."""
    wanted, facts = sorted(set(references)), {"number": 1, "names": 1}
    found = (one for part in portions(wanted) for one in database[VOLUNTEERS].find({"_id": {"$in": list(part)}}, facts))
    names = {one["_id"]: name_for(source, (one["_id"], *one.get("names", ()))) for one in found if "number" in one}
    return {reference: name for reference, name in names.items() if name}


def numbers(database: Database[Document]) -> Iterator[tuple[str | None, str]]:
    """The reference and the number of every volunteer that is known; of those who were erased, the number."""
    for document in database[VOLUNTEERS].find({}, {"number": 1, "named": 1, "claims": 1}):
        for number, one in claims_of(document).items():
            if "named" not in one:
                yield document["_id"], number
    for one in database[ERASED].find():
        yield None, one["_id"]
