"""Settling: every record decided, one after the other, and all that follows from it written and told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from services.hours import domain, repository
from services.hours.domain import POLICY, Attendance, Credited, Decision, Held, Rejected, Shift
from services.hours.usecases.entries import publish_entry
from shared import clock
from shared.events.envelope import Event
from shared.store.client import Document
from shared.store.transaction import Transaction

WAITS_FOR_VOLUNTEER = {"unknown_volunteer", "unverified_volunteer", "guardian_consent_missing"}
HANGS_ON_PERSON = {"too_young"}
"""Rejections that would be decided otherwise after a correction of the volunteer's facts; they stay all the same."""


@dataclass
class Record:
    """A logged presence on its way to a decision; `held` is what is stored of it while it waits."""

    attendance: Attendance
    facts: dict[str, Any]
    recorded_on: dt.date
    cause: Event | None = None
    held: Document = field(default_factory=dict)


def settle(transaction: Transaction, records: Sequence[Record]) -> None:
    """Decide every record, one after the other, and write all that follows; a copy of what was decided changes nothing.

    A copy of a credited presence is known by the entry on its days of service, any other one by what is held and
    rejected: as long as it waits, its copy would wait too. A copy of a rejected one would be credited where the
    volunteer's facts were corrected since, so these are looked up beforehand.
    """
    if not records:
        return
    shifts = repository.shifts(transaction, {one.attendance.shift_ref for one in records})
    known = repository.volunteers(transaction, {one.attendance.volunteer_ref for one in records})
    people = {ref: repository.person(transaction, found) for ref, found in known.items()}
    slots = {one.attendance.reference: _slots(one.attendance, shifts, known) for one in records}
    days = repository.ServiceDays(transaction, {key for keys in slots.values() for key in keys})
    rejected = _rejected_before(transaction, records, known)
    decided = []
    for record in records:
        one = record.attendance
        credited = days.entries(slots[one.reference])
        if one.reference in credited or one.reference in rejected:
            continue
        shift, person = shifts.get(one.shift_ref), people.get(one.volunteer_ref)
        decision = domain.decide(one, shift, person, list(credited.values()))
        if isinstance(decision, Credited):
            number = known[one.volunteer_ref]["number"]
            days.add(repository.slots(number, decision.interval), one.reference, decision.interval)
        decided.append((record, decision))
    days.save()
    new = _without_copies(transaction, decided)
    transaction.copies += len(records) - len(new)
    Settlement(transaction).settle(new, known)


def _slots(attendance: Attendance, shifts: dict[str, Shift], known: dict[str, Document]) -> list[str]:
    """The days of service on which a presence could count."""
    if attendance.volunteer_ref not in known or attendance.shift_ref not in shifts:
        return []
    return repository.slots(known[attendance.volunteer_ref]["number"], shifts[attendance.shift_ref].countable)


def _rejected_before(transaction: Transaction, records: Iterable[Record], known: dict[str, Document]) -> set[str]:
    presences = [one.attendance for one in records]
    doubtful = {one.reference for one in presences if known.get(one.volunteer_ref, {}).get("rejected")}
    return repository.rejected(transaction, doubtful)


def _without_copies(
    transaction: Transaction, decided: Sequence[tuple[Record, Decision]]
) -> list[tuple[Record, Decision]]:
    doubtful = {
        record.attendance.reference
        for record, decision in decided
        if not record.held and not isinstance(decision, Credited)
    }
    copies = doubtful - repository.undecided(transaction, doubtful)
    return [(record, decision) for record, decision in decided if record.attendance.reference not in copies]


class Settlement:
    """What a batch of decisions writes and publishes, folded so that each document is touched once."""

    def __init__(self, transaction: Transaction) -> None:
        self.transaction = transaction
        self.held: list[Document] = []
        self.rejected: list[Document] = []
        self.ledger: list[Document] = []
        self.released: list[str] = []
        self.awaited_volunteers: list[str] = []
        self.awaited_shifts: list[str] = []
        self.hang_on: set[str] = set()

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
        repository.mark_rejected(self.transaction, self.hang_on)
        repository.await_documents(self.transaction, "volunteers", self.awaited_volunteers)
        repository.await_documents(self.transaction, "shifts", self.awaited_shifts)

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
        self.ledger.append(entry)
        self._leave_waiting(record)
        publish_entry(self.transaction, entry, record.cause)

    def _hold(self, record: Record, decision: Held) -> None:
        reason, one = decision.reason, record.attendance
        if reason in WAITS_FOR_VOLUNTEER:
            self.awaited_volunteers.append(one.volunteer_ref)
        elif reason == "unknown_shift":
            self.awaited_shifts.append(one.shift_ref)
        if record.held.get("reason") == reason:
            return
        notice = domain.notice_ends(clock.today()).isoformat() if reason == "public_notice" else None
        self.held.append(_held_document(record, reason, notice))
        data = {"attendance_ref": one.reference, "reason": reason, "notice_until": notice, "policy": POLICY}
        self.transaction.publish("hours.held.v1", one.reference, data, cause=record.cause)

    def _reject(self, record: Record, decision: Rejected) -> None:
        one = record.attendance
        self.rejected.append({"_id": one.reference, "reason": decision.reason, "facts": record.facts, "policy": POLICY})
        if decision.reason in HANGS_ON_PERSON:
            self.hang_on.add(one.volunteer_ref)
        self._leave_waiting(record)
        data = {"attendance_ref": one.reference, "reason": decision.reason, "policy": POLICY}
        self.transaction.publish("hours.rejected.v1", one.reference, data, cause=record.cause)

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
