"""What hours stores of certificates, and what it looks up for one: entries, and what their references are called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pymongo import DeleteOne, UpdateOne
from pymongo.database import Database

from services.hours.balances import domain as balances
from services.hours.balances.repository import BALANCES
from services.hours.certificates.copies import PROJECTS
from services.hours.certificates.domain import Asked, Names
from services.hours.homes.repository import HOMES
from services.hours.ledger.repository import LEDGER
from services.hours.merges import repository as merges
from services.hours.organisations.copy import ORGANISATIONS
from services.hours.shifts.repository import SHIFTS
from shared.lists import Listing
from shared.store.bound import BoundCollection
from shared.store.client import Document
from shared.store.migrations import collection, index
from shared.store.transaction import Transaction

CERTIFICATES, ASKED = "certificates", "certificates_asked"
LIST = Listing(CERTIFICATES, "serial", filters=("volunteer",))
BATCH = ("organisation_ref", "first_day", "last_day", "volunteer")


def collections(database: Database[Document]) -> None:
    """Make the collections."""
    collection(database, CERTIFICATES, *LIST.indexes, index("entries"), index("numbers"), index(*BATCH))
    collection(database, ASKED)


def find_shifts_by_organisation(database: Database[Document]) -> None:
    """Make the index by which an organisation's shifts are found."""
    collection(database, SHIFTS, index("organisation_ref", sparse=True))


def by_fingerprint(transaction: Transaction, fingerprints: Iterable[str]) -> dict[str, Document]:
    """The certificates that say what is asked for, by that."""
    serials = {one["serial"]: one["_id"] for one in transaction[ASKED].by_id(fingerprints).values()}
    return {serials[serial]: one for serial, one in transaction[CERTIFICATES].by_id(serials).items()}


def add(transaction: Transaction, certificates: Sequence[Document], fingerprints: Mapping[str, str]) -> None:
    """Keep certificates, and by which fingerprint each is found again.

    Two who ask for the same at once meet in the fingerprint: one of them is run again, and finds the other's.
    """
    transaction[ASKED].insert([{"_id": one, "serial": serial} for one, serial in fingerprints.items()])
    transaction[CERTIFICATES].insert(certificates)


def one(database: Database[Document], serial: str) -> Document | None:
    """A certificate."""
    return database[CERTIFICATES].find_one({"_id": serial})


def known(transaction: Transaction, serial: str) -> Document | None:
    """The same in a transaction."""
    return transaction[CERTIFICATES].one(serial)


def naming(transaction: Transaction, field: str, values: Iterable[str]) -> list[Document]:
    """The certificates that stand and name one of some `entries`, or `numbers`."""
    found = {one["_id"]: one for one in transaction[CERTIFICATES].where(field, values, {"text": 0})}
    return [one for one in found.values() if "revoked" not in one]


def revoke(transaction: Transaction, certificates: Iterable[Document], revoked: Mapping[str, Any]) -> None:
    """Note that certificates count no longer; who asks for the same again gets another one."""
    some = list(certificates)
    noted = {"$set": {"revoked": dict(revoked)}}
    transaction[CERTIFICATES].write([UpdateOne({"_id": one["_id"]}, noted) for one in some])
    transaction[ASKED].write([DeleteOne({"_id": one["fingerprint"]}) for one in some])


def batch(database: Database[Document], asked: Asked) -> Iterator[Document]:
    """The certificates of an organisation's volunteers for some days, by number, each as it was issued last."""
    wanted = {
        "organisation_ref": asked.organisation_ref,
        "first_day": asked.first_day.isoformat(),
        "last_day": asked.last_day.isoformat(),
    }
    return iter(database[CERTIFICATES].find(wanted).sort([(name, 1) for name in BATCH]))


def organisation(database: Database[Document], reference: str) -> Document | None:
    """What is known of an organisation."""
    return database[ORGANISATIONS.collection].find_one({"_id": reference})


def homes(transaction: Transaction, numbers: Iterable[str]) -> dict[str, Document]:
    """Where volunteers belong, by number."""
    return transaction[HOMES].by_id(numbers)


def ties(transaction: Transaction) -> list[Document]:
    """All merges; they are few."""
    return transaction[merges.MERGES].find({})


def entries(transaction: Transaction, asked: Asked, numbers: Sequence[str], most: int) -> list[Document]:
    """Up to so many entries of each of a person's numbers that are of the days asked for."""
    days = {"$gte": asked.first_day.isoformat(), "$lte": asked.last_day.isoformat()}
    return [
        entry for number in numbers for entry in transaction[LEDGER].find({"volunteer": number, "day": days}, most=most)
    ]


def names(transaction: Transaction, found: Sequence[Document], also: Iterable[str] = ()) -> Names:
    """What the references of entries, and `also` of some organisations, are called, as far as it is known."""
    facts = dict.fromkeys(("project_ref", "organisation_ref", "service"), 1)
    shifts = transaction[SHIFTS].by_id({one["shift_ref"] for one in found if one["shift_ref"]}, facts)
    stated = {one["_id"]: balances.balance_of(one["_id"]) for one in found if one["attendance_ref"] is None}
    systems = _called(transaction[BALANCES], stated.values(), "source")
    units = {*(one.get("organisation_ref") for one in shifts.values()), *also}
    return Names(
        shifts,
        _called(transaction[PROJECTS.collection], (one.get("project_ref") for one in shifts.values()), "name"),
        _called(transaction[ORGANISATIONS.collection], units, "name"),
        {entry: systems[balance] for entry, balance in stated.items() if balance in systems},
    )


def served(database: Database[Document], organisations: Sequence[str]) -> Iterator[str]:
    """The shifts of organisations."""
    for one in organisations:
        for shift in database[SHIFTS].find({"organisation_ref": one}, {"_id": 1}):
            yield shift["_id"]


def _called(within: BoundCollection, references: Iterable[str | None], field: str) -> dict[str, str]:
    found = within.by_id({one for one in references if one}, {field: 1})
    return {reference: one[field] for reference, one in found.items() if one.get(field)}
