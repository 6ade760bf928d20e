"""Use cases of people: keep who is a volunteer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from services.projects.people import repository
from services.projects.people.copy import KNOWN_VOLUNTEERS
from services.projects.people.repository import names_of
from shared.erased import closed
from shared.events.envelope import Event
from shared.store.transaction import Transaction


def note_volunteers(transaction: Transaction, events: Sequence[Event]) -> dict[str, Event]:
    """Keep a number under its names; of who was erased nothing that comes late. What was heard, by name.

    Who was known by another name before is news under that, too: only now it may be known how old the person is.
    """
    gone = closed(transaction, {event.data["volunteer"] for event in events})
    living = [event for event in events if event.data["volunteer"] not in gone]
    KNOWN_VOLUNTEERS.hear(transaction, living)
    by_number = {event.data["volunteer"]: event for event in living}
    names = names_of(transaction, by_number)
    return {**{name: by_number[number] for name, number in names.items()}, **_by_name(living)}


def touch(transaction: Transaction, numbers: Iterable[str]) -> None:
    """Registrations are one person, or two again: conflict with whoever decides by what is known of them."""
    repository.touch(transaction, numbers)


def _by_name(events: Sequence[Event]) -> dict[str, Event]:
    return {event.data["volunteer_ref"]: event for event in events}
