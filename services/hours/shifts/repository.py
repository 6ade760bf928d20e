"""What hours stores of shifts: the window and the region as heard, and that one is awaited."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping

from pymongo.database import Database

from services.hours import awaited
from services.hours.shifts.domain import Interval, Place, Shift
from shared import waiting
from shared.clock import from_text
from shared.store.bound import portions
from shared.store.client import Document
from shared.store.migrations import collection
from shared.store.transaction import Transaction

SHIFTS = "shifts"
HEARD = ("shift.scheduled.v1", "shift.changed.v1", "pairing.visited.v1")
"""The events that bring the copy."""
OWN = ("awaited",)
"""What the service notes of a shift besides."""


def collections(database: Database[Document]) -> None:
    """Make the collection."""
    collection(database, SHIFTS)


def known(transaction: Transaction, references: Iterable[str]) -> dict[str, Shift]:
    """The shifts that are known."""
    found = transaction[SHIFTS].by_id(set(references))
    return {
        ref: Shift(
            Interval(from_text(one["starts_at"]), from_text(one["ends_at"])),
            one["region_code"],
            one.get("organisation_ref"),
        )
        for ref, one in found.items()
        if "starts_at" in one
    }


def places(database: Database[Document], references: Iterable[str]) -> dict[str, Place]:
    """Where shifts are served and for whom, of those that are known."""
    wanted = sorted(set(references))
    found = (one for part in portions(wanted) for one in database[SHIFTS].find({"_id": {"$in": list(part)}}))
    return {one["_id"]: Place(one["region_code"], one.get("organisation_ref")) for one in found if "region_code" in one}


def sites(transaction: Transaction, references: Iterable[str]) -> dict[str, tuple[float, float]]:
    """Where shifts are served, in degrees, of those of which it was told."""
    found = transaction[SHIFTS].by_id(set(references))
    return {ref: (one["latitude"], one["longitude"]) for ref, one in found.items() if "latitude" in one}


def ends(database: Database[Document], references: Iterable[str]) -> dict[str, str]:
    """When shifts end, of those that are known."""
    wanted = sorted(set(references))
    found = (one for part in portions(wanted) for one in database[SHIFTS].find({"_id": {"$in": list(part)}}))
    return {one["_id"]: one["ends_at"] for one in found if "ends_at" in one}


def present(transaction: Transaction, references: Iterable[str]) -> dict[str, int]:
    """Those that have a document, if only because they are awaited, each with how often it changed as far as heard."""
    found = transaction[SHIFTS].by_id(references, {"sequence": 1})
    return {reference: one.get("sequence", -1) for reference, one in found.items()}


def learn(transaction: Transaction, facts: Mapping[str, Document], present: Container[str]) -> None:
    """Store what was heard; `present` are the references that have a document."""
    awaited.learn(transaction, SHIFTS, facts, present)


def expect(transaction: Transaction, references: Iterable[str]) -> None:
    """Count that somebody waits for shifts."""
    waiting.begin(transaction, SHIFTS, references)
