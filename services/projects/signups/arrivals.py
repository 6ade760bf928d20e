"""Who was recorded at which shift, whatever became of the presence: of whom nothing was recorded did not come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pymongo import DeleteOne, UpdateOne
from pymongo.database import Database

from services.projects.signups import repository
from shared import clock, waiting
from shared.erased import closed
from shared.events.envelope import Event
from shared.forgetting import VOLUNTEERS
from shared.store.client import Document
from shared.store.migrations import collection, index
from shared.store.transaction import Transaction

ARRIVALS = "arrivals"
Arrived = set[tuple[str, str]]
"""Shifts, each with a person who was recorded there."""


def collections(database: Database[Document]) -> None:
    """Make what holds them."""
    collection(database, ARRIVALS, index("shift_ref"), index("volunteer_ref"))


def note(transaction: Transaction, events: Sequence[Event]) -> set[str]:
    """Presences were logged: keep who was where; of who was erased nothing that comes late. At which shifts."""
    gone = closed(transaction, {event.data["volunteer_ref"] for event in events})
    names = ("shift_ref", "volunteer_ref")
    living = {
        event.subject: {name: event.data[name] for name in names}
        for event in events
        if event.data["volunteer_ref"] not in gone
    }
    arrivals = transaction[ARRIVALS]
    known = arrivals.by_id(living, {"_id": 1})
    # As a rule all are new, and to insert many costs the store less than as many updates.
    arrivals.insert([{"_id": one, **facts} for one, facts in living.items() if one not in known])
    arrivals.write([UpdateOne({"_id": one}, {"$set": living[one]}) for one in known])
    return {facts["shift_ref"] for facts in living.values()}


def shifts_of(transaction: Transaction, references: Iterable[str]) -> set[str]:
    """At which shifts somebody was recorded under one of these references."""
    return {one["shift_ref"] for one in transaction[ARRIVALS].where("volunteer_ref", references)}


def arrived(transaction: Transaction, shifts: Iterable[str]) -> Arrived:
    """Who was recorded at shifts, as far as it is known who is meant."""
    found = transaction[ARRIVALS].where("shift_ref", shifts)
    known = waiting.known(transaction, VOLUNTEERS, {one["volunteer_ref"] for one in found})
    numbers = {name: one["volunteer"] for name, one in known.items()}
    persons = repository.persons(transaction, numbers.values())
    return {
        (one["shift_ref"], persons[numbers[one["volunteer_ref"]]]) for one in found if one["volunteer_ref"] in numbers
    }


def listed(transaction: Transaction, shift: str) -> list[Document]:
    """The sign-ups to a shift in the order in which they were asked for, each with whether the person came."""
    found = repository.of_shifts(transaction, [shift])
    persons = repository.persons(transaction, {one["volunteer"] for one in found})
    came = arrived(transaction, [shift])
    with_came = [{**one, "came": (shift, persons[one["volunteer"]]) in came} for one in found]
    return sorted(with_came, key=lambda one: (clock.from_text(one["at"]), one["_id"]))


def forget(transaction: Transaction, references: Iterable[str]) -> None:
    """Forget where somebody was recorded under these references."""
    found = transaction[ARRIVALS].where("volunteer_ref", references, {"_id": 1})
    transaction[ARRIVALS].write([DeleteOne({"_id": one["_id"]}) for one in found])
