"""What hours hears of shifts."""

from __future__ import annotations

from collections.abc import Sequence

from services.hours.shifts import repository
from shared.events.envelope import Event
from shared.store.transaction import Transaction

FACTS = ("starts_at", "ends_at", "region_code", "organisation_ref", "project_ref", "service", "latitude", "longitude")
"""Of a visit, and of a shift that was told before that was, neither organisation nor site is told."""


def learn_shifts(transaction: Transaction, events: Sequence[Event]) -> dict[str, Event]:
    """Shifts were scheduled, or are at another time: learn their windows and regions; the events, by shift."""
    by_ref = {event.data["shift_ref"]: event for event in sorted(events, key=_sequence)}
    present = repository.present(transaction, by_ref)
    facts = {
        ref: {**{name: event.data[name] for name in FACTS if name in event.data}, "sequence": _sequence(event)}
        for ref, event in by_ref.items()
        if _sequence(event) > present.get(ref, -1)
    }
    repository.learn(transaction, facts, present)
    return by_ref


def _sequence(event: Event) -> int:
    """Of a shift that was told before shifts changed there is none."""
    return event.sequence or 0
