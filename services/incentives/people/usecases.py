"""Use cases of people: keep who is a volunteer under which name."""

from __future__ import annotations

from collections.abc import Sequence

from services.incentives.people.copy import KNOWN_VOLUNTEERS
from shared.erased import closed
from shared.events.envelope import Event
from shared.store.transaction import Transaction


def note_volunteers(transaction: Transaction, events: Sequence[Event]) -> dict[str, Event | None]:
    """Keep a number under its names; of who was erased nothing that comes late. What was heard, by name and number."""
    gone = closed(transaction, {event.data["volunteer"] for event in events})
    living = [event for event in events if event.data["volunteer"] not in gone]
    KNOWN_VOLUNTEERS.hear(transaction, living)
    return {event.data[name]: event for event in living for name in ("volunteer_ref", "volunteer")}
