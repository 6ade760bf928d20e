"""Settling: every record decided, one after the other, and all that follows from it written and told."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from services.hours import domain, repository
from services.hours.domain import POLICY, Attendance, Credited, Decision, Held, Interval, Rejected, Shift
from services.hours.usecases.entries import publish_entry
from shared import clock
from shared.events.envelope import Event
from shared.store.client import Document
from shared.store.transaction import Transaction

WAITS_FOR_VOLUNTEER = {"unknown_volunteer", "unverified_volunteer", "guardian_consent_missing"}


@dataclass
class Record:
    """A logged presence on its way to a decision; `held` is what is stored of it while it waits."""

    attendance: Attendance
    facts: dict[str, Any]
    recorded_on: dt.date
    cause: Event | None = None
    held: Document = field(default_factory=dict)


def settle(transaction: Transaction, records: Sequence[Record]) -> None:
    """Decide every record, one after the other, and write all that follows."""
    if not records:
        return
    shifts = repository.shifts(transaction, {one.attendance.shift_ref for one in records})
    known = repository.volunteers(transaction, {one.attendance.volunteer_ref for one in records})
    people = {ref: repository.person(transaction, found) for ref, found in known.items()}
    credited = _credited_before(transaction, records, shifts, known)
    decided = []
    for record in records:
        volunteer_ref = record.attendance.volunteer_ref
        own = credited[known[volunteer_ref]["number"]] if volunteer_ref in known else []
        decision = domain.decide(
            record.attendance, shifts.get(record.attendance.shift_ref), people.get(volunteer_ref), own
        )
        if isinstance(decision, Credited):
            own.append(decision.interval)
        decided.append((record, decision))
    Settlement(transaction).settle(decided, known)


def _credited_before(
    transaction: Transaction, records: Iterable[Record], shifts: dict[str, Shift], known: dict[str, Document]
) -> dict[str, list[Interval]]:
    """What the ledger credits to the volunteers on the days on which the records could count."""
    keys: set[str] = set()
    for one in (record.attendance for record in records):
        if one.volunteer_ref in known and one.shift_ref in shifts:
            keys.update(repository.slots(known[one.volunteer_ref]["number"], shifts[one.shift_ref].countable))
    return repository.credited_intervals(transaction, keys)


class Settlement:
    """What a batch of decisions writes and publishes, folded so that each document is touched once."""

    def __init__(self, transaction: Transaction) -> None:
        self.transaction = transaction
        self.held: list[Document] = []
        self.rejected: list[Document] = []
        self.ledger: list[Document] = []
        self.released: list[str] = []
        self.volunteers: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        self.shifts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))

    def settle(self, decided: Iterable[tuple[Record, Decision]], known: dict[str, Document]) -> None:
        """Write and tell all that follows from the decisions; `known` are the volunteers' documents."""
        for record, decision in decided:
            if isinstance(decision, Credited):
                self._credit(record, decision, known[record.attendance.volunteer_ref]["number"])
            elif isinstance(decision, Held):
                self._hold(record, decision)
            else:
                self._reject(record, decision)
        self.transaction["ledger"].insert(self.ledger)
        self.transaction["rejected"].insert(self.rejected)
        repository.hold(self.transaction, self.held)
        repository.release(self.transaction, self.released)
        repository.touch(self.transaction, "volunteers", self.volunteers)
        repository.touch(self.transaction, "shifts", self.shifts)

    def _credit(self, record: Record, decision: Credited, number: str) -> None:
        one, interval = record.attendance, decision.interval
        day = clock.china_day(interval.start)
        entry = {
            "_id": one.reference,
            "attendance_ref": one.reference,
            "shift_ref": one.shift_ref,
            "volunteer": number,
            "minutes": interval.minutes,
            "region_code": decision.region_code,
            "day": day.isoformat(),
            "starts_at": interval.start,
            "ends_at": interval.end,
            "provenance": decision.provenance,
            "late": domain.is_late(day, record.recorded_on),
            "policy": POLICY,
        }
        self.ledger.append({**entry, "slots": repository.slots(number, interval)})
        self._count(one.volunteer_ref, interval.minutes)
        self._leave_waiting(record)
        publish_entry(self.transaction, entry, record.cause)

    def _hold(self, record: Record, decision: Held) -> None:
        reason, one = decision.reason, record.attendance
        if reason in WAITS_FOR_VOLUNTEER:
            self.volunteers[one.volunteer_ref]["awaited"] += 1
        elif reason == "unknown_shift":
            self.shifts[one.shift_ref]["awaited"] += 1
        if record.held.get("reason") == reason:
            return
        notice = domain.notice_ends(clock.today()).isoformat() if reason == "public_notice" else None
        self.held.append(_held_document(record, reason, notice))
        data = {"attendance_ref": one.reference, "reason": reason, "notice_until": notice, "policy": POLICY}
        self.transaction.publish("hours.held.v1", one.reference, data, cause=record.cause)

    def _reject(self, record: Record, decision: Rejected) -> None:
        one = record.attendance
        self.rejected.append({"_id": one.reference, "reason": decision.reason, "facts": record.facts, "policy": POLICY})
        self._leave_waiting(record)
        data = {"attendance_ref": one.reference, "reason": decision.reason, "policy": POLICY}
        self.transaction.publish("hours.rejected.v1", one.reference, data, cause=record.cause)

    def _count(self, volunteer_ref: str, minutes: int) -> None:
        self.volunteers[volunteer_ref]["minutes"] += minutes
        self.volunteers[volunteer_ref]["entries"] += 1

    def _leave_waiting(self, record: Record) -> None:
        if record.held:
            self.released.append(record.attendance.reference)


def held_record(held: Document) -> Record:
    """A record that waited, with the approvals it has by now."""
    recorded_on = dt.date.fromisoformat(held["recorded_on"])
    return Record(repository.attendance(held["facts"], held["approvals"]), held["facts"], recorded_on, None, held)


def _held_document(record: Record, reason: str, notice_until: str | None) -> Document:
    document: Document = {
        "_id": record.attendance.reference,
        "reason": reason,
        "facts": record.facts,
        "recorded_on": record.recorded_on.isoformat(),
        "approvals": sorted(record.attendance.approvals),
        "policy": POLICY,
    }
    if reason in WAITS_FOR_VOLUNTEER:
        document["waits_for"] = f"volunteer:{record.attendance.volunteer_ref}"
    elif reason == "unknown_shift":
        document["waits_for"] = f"shift:{record.attendance.shift_ref}"
    if notice_until:
        document["notice_until"] = notice_until
    return document
