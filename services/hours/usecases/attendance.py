"""What hours hears: attendance, and the shifts and volunteers that held attendance waits for."""

from __future__ import annotations

from collections.abc import Sequence

from services.hours import repository
from services.hours.usecases.balances import credit_balances
from services.hours.usecases.settlement import Record, held_record, settle
from shared import clock
from shared.events.envelope import Event
from shared.store.client import Document
from shared.store.transaction import Transaction

VOLUNTEER_FACTS = ("verified", "guardian_consent_on", "personal")
SHIFT_FACTS = ("starts_at", "ends_at", "region_code")


def record_attendance(transaction: Transaction, events: Sequence[Event]) -> None:
    """Presences were logged: decide each. A presence is logged once, so its reference tells copies."""
    by_ref = {event.data["attendance_ref"]: event for event in events}
    settle(transaction, [_record(event) for event in by_ref.values()])


def learn_volunteers(transaction: Transaction, events: Sequence[Event]) -> None:
    """Volunteers were registered, verified or changed: the latest state counts; decide again who waited for it."""
    latest = _latest(events)
    sequences = repository.sequences(transaction, latest)
    newer = {ref: event for ref, event in latest.items() if sequences.get(ref, 0) < (event.sequence or 0)}
    repository.learn(transaction, "volunteers", {ref: _volunteer(event) for ref, event in newer.items()}, sequences)
    _settle_waiting(transaction, {f"volunteer:{ref}": event for ref, event in newer.items()})
    credit_balances(transaction, repository.waiting(transaction, "balances", list(newer)))


def learn_shifts(transaction: Transaction, events: Sequence[Event]) -> None:
    """Shifts were scheduled: decide again who waited for them."""
    by_ref = {event.data["shift_ref"]: event for event in events}
    facts = {ref: {name: event.data[name] for name in SHIFT_FACTS} for ref, event in by_ref.items()}
    repository.learn(transaction, "shifts", facts, transaction["shifts"].by_id(facts, {"_id": 1}))
    _settle_waiting(transaction, {f"shift:{ref}": event for ref, event in by_ref.items()})


def _settle_waiting(transaction: Transaction, causes: dict[str, Event]) -> None:
    records = []
    for held in repository.waiting(transaction, "held", list(causes)):
        record = held_record(held)
        record.cause = causes[held["waits_for"]]
        records.append(record)
    settle(transaction, records)


def _record(event: Event) -> Record:
    facts = dict(event.data)
    return Record(repository.attendance(facts), facts, clock.china_day(clock.from_text(event.time)), event)


def _latest(events: Sequence[Event]) -> dict[str, Event]:
    latest: dict[str, Event] = {}
    for event in sorted(events, key=lambda one: one.sequence or 0):
        latest[event.data["volunteer_ref"]] = event
    return latest


def _volunteer(event: Event) -> Document:
    facts = {name: event.data[name] for name in VOLUNTEER_FACTS}
    return {"number": event.data["volunteer"], "sequence": event.sequence, **facts}
