"""What hours hears of shifts."""

from __future__ import annotations

from collections.abc import Sequence

from services.hours.shifts import repository
from shared.events.envelope import Event
from shared.store.transaction import Transaction

FACTS = ("starts_at", "ends_at", "region_code")


def learn_shifts(transaction: Transaction, events: Sequence[Event]) -> dict[str, Event]:
    """Shifts were scheduled: learn their windows and regions; the events, by shift."""
    by_ref = {event.data["shift_ref"]: event for event in events}
    facts = {ref: {name: event.data[name] for name in FACTS} for ref, event in by_ref.items()}
    repository.learn(transaction, facts, repository.present(transaction, facts))
    return by_ref
