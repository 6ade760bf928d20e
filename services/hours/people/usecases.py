"""What hours hears of volunteers."""

from __future__ import annotations

from collections.abc import Sequence

from services.hours.people import repository
from shared.events.envelope import Event
from shared.store.client import Document
from shared.store.transaction import Transaction

FACTS = ("verified", "guardian_consent_on", "personal")


def learn_volunteers(transaction: Transaction, events: Sequence[Event]) -> dict[str, Event]:
    """Volunteers were registered, verified or changed: the latest state counts; what was new of it, by volunteer."""
    latest = _latest(events)
    sequences = repository.sequences(transaction, latest)
    newer = {ref: event for ref, event in latest.items() if sequences.get(ref, 0) < (event.sequence or 0)}
    repository.learn(transaction, {ref: _volunteer(event) for ref, event in newer.items()}, sequences)
    return newer


def _latest(events: Sequence[Event]) -> dict[str, Event]:
    latest: dict[str, Event] = {}
    for event in sorted(events, key=lambda one: one.sequence or 0):
        latest[event.data["volunteer_ref"]] = event
    return latest


def _volunteer(event: Event) -> Document:
    facts = {name: event.data[name] for name in FACTS}
    return {"number": event.data["volunteer"], "sequence": event.sequence, **facts}
