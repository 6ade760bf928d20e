"""Use cases of hours: decide what was logged, credit it, and decide again whatever waits when what it waits for comes."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pymongo import UpdateOne

from services.hours import domain, repository, schemas
from services.hours.domain import POLICY, Attendance, Credited, Held, Rejected
from shared import clock, intake
from shared.events.envelope import Event
from shared.intake import Line, Receipt
from shared.store.client import Document
from shared.store.transaction import Transaction

BALANCE = schemas.OpeningBalance()
WAITS_FOR_VOLUNTEER = {"unknown_volunteer", "unverified_volunteer", "guardian_consent_missing"}
VOLUNTEER_FACTS = ("verified", "guardian_consent_on", "personal")
SHIFT_FACTS = ("starts_at", "ends_at", "region_code")


@dataclass
class Record:
    """A logged presence on its way to a decision; `held` is what is stored of it while it waits."""

    attendance: Attendance
    facts: dict[str, Any]
    recorded_on: dt.date
    cause: Event | None = None
    held: Document = field(default_factory=dict)


def record_attendance(transaction: Transaction, events: Sequence[Event]) -> None:
    """Presences were logged: decide each."""
    _settle(transaction, [_record(event) for event in events])


def learn_volunteers(transaction: Transaction, events: Sequence[Event]) -> None:
    """Volunteers were registered, verified or changed: the latest state counts; decide again who waited for it."""
    latest = _latest(events)
    known = repository.volunteers(transaction, latest)
    newer = {ref: event for ref, event in latest.items() if known.get(ref, {}).get("sequence", 0) < (event.sequence or 0)}
    transaction["volunteers"].write(
        [UpdateOne({"_id": ref}, {"$set": _volunteer(event)}, upsert=True) for ref, event in newer.items()]
    )
    _settle_waiting(transaction, {f"volunteer:{ref}": event for ref, event in newer.items()})
    _credit_balances(transaction, repository.waiting(transaction, "balances", list(newer)))


def learn_shifts(transaction: Transaction, events: Sequence[Event]) -> None:
    """Shifts were scheduled: decide again who waited for them."""
    by_ref = {event.data["shift_ref"]: event for event in events}
    transaction["shifts"].write(
        [
            UpdateOne({"_id": ref}, {"$set": {name: event.data[name] for name in SHIFT_FACTS}}, upsert=True)
            for ref, event in by_ref.items()
        ]
    )
    _settle_waiting(transaction, {f"shift:{ref}": event for ref, event in by_ref.items()})


def take_balances(transaction: Transaction, lines: Sequence[Line]) -> Receipt:
    """Take opening balances of earlier systems in; each is credited as soon as its volunteer is known."""
    receipt = Receipt("opening_balances")
    entries = intake.read(transaction, lines, BALANCE, "balance_ref", receipt)
    new = intake.fresh(transaction, "balances", entries, receipt)
    documents = [{"_id": one.reference, **one.plain, **intake.origin(one)} for one in new]
    known = repository.volunteers(transaction, [one["volunteer_ref"] for one in documents])
    early = [one for one in documents if one["volunteer_ref"] not in known]
    for one in early:
        one["waits_for"] = one["volunteer_ref"]
    transaction["balances"].insert(documents)
    repository.touch(transaction, "volunteers", {one["volunteer_ref"]: {"awaited": 1} for one in early})
    _credit_balances(transaction, [one for one in documents if "waits_for" not in one])
    receipt.save(transaction)
    return receipt


def approve(transaction: Transaction, reference: str, approver: str) -> bool:
    """Give a held presence the approval that it waits for; False when it waits for none.

    A backfilled record must be approved by somebody other than who recorded it.
    """
    held = transaction["held"].one(reference)
    if held is None or held["reason"] not in schemas.APPROVABLE or held["facts"]["recorded_by"] == approver:
        return False
    held["approvals"] = sorted({*held["approvals"], held["reason"]})
    _settle(transaction, [_held_record(held)])
    return True


def object_to(transaction: Transaction, reference: str) -> bool:
    """Object to a record in public notice: it is rejected; False when it is not in public notice."""
    held = transaction["held"].one(reference)
    if held is None or held["reason"] != "public_notice":
        return False
    record = _held_record(held)
    _Work(transaction).settle([(record, Rejected("objection"))], {})
    return True


def end_public_notices(transaction: Transaction, today: dt.date, most: int = 200) -> int:
    """Decide again the records whose public notice ended before `today` without an objection; how many there were."""
    ended = transaction["held"].find({"notice_until": {"$gte": "2000-01-01", "$lt": today.isoformat()}})[:most]
    for held in ended:
        held["approvals"] = sorted({*held["approvals"], "public_notice"})
    _settle(transaction, [_held_record(held) for held in ended])
    return len(ended)


def _settle_waiting(transaction: Transaction, causes: dict[str, Event]) -> None:
    records = []
    for held in repository.waiting(transaction, "held", list(causes)):
        record = _held_record(held)
        record.cause = causes[held["waits_for"]]
        records.append(record)
    _settle(transaction, records)


def _settle(transaction: Transaction, records: Sequence[Record]) -> None:
    """Decide every record, one after the other, and write all that follows."""
    if not records:
        return
    shifts = repository.shifts(transaction, {one.attendance.shift_ref for one in records})
    known = repository.volunteers(transaction, {one.attendance.volunteer_ref for one in records})
    people = {ref: repository.person(transaction, found) for ref, found in known.items()}
    credited = _credited_before(transaction, records, known)
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
    _Work(transaction).settle(decided, known)


def _credited_before(
    transaction: Transaction, records: Iterable[Record], known: dict[str, Document]
) -> dict[str, list[domain.Interval]]:
    keys: set[str] = set()
    for record in records:
        one = record.attendance
        if one.volunteer_ref in known and one.checked_out_at and one.checked_out_at > one.checked_in_at:
            presence = domain.Interval(one.checked_in_at, min(one.checked_out_at, one.checked_in_at + 2 * repository.DAY))
            keys.update(repository.slots(known[one.volunteer_ref]["number"], presence))
    return repository.credited_intervals(transaction, keys)


class _Work:
    """What a batch of decisions writes and publishes, folded so that each document is touched once."""

    def __init__(self, transaction: Transaction) -> None:
        self.transaction = transaction
        self.held: list[Document] = []
        self.rejected: list[Document] = []
        self.ledger: list[Document] = []
        self.released: list[str] = []
        self.volunteers: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        self.shifts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))

    def settle(
        self, decided: Iterable[tuple[Record, domain.Decision]], known: dict[str, Document]
    ) -> None:
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


def publish_entry(transaction: Transaction, entry: Document, cause: Event | None) -> None:
    """Tell of a new entry of the ledger."""
    data = {name: value for name, value in entry.items() if name != "_id"}
    for name in ("starts_at", "ends_at"):
        data[name] = clock.to_text(data[name]) if data[name] else None
    transaction.publish("hours.credited.v1", entry["_id"], {"entry": entry["_id"], **data}, cause=cause)


def _credit_balances(transaction: Transaction, balances: Sequence[Document]) -> None:
    """Credit opening balances whose volunteers are known, in the region and on the day of their statement."""
    known = repository.volunteers(transaction, {one["volunteer_ref"] for one in balances})
    minutes: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for one in balances:
        entry = {
            "_id": f"opening:{one['_id']}",
            "attendance_ref": None,
            "shift_ref": None,
            "volunteer": known[one["volunteer_ref"]]["number"],
            "minutes": one["minutes"],
            "region_code": one["region_code"],
            "day": one["as_of"],
            "starts_at": None,
            "ends_at": None,
            "provenance": "migrated",
            "late": False,
            "policy": POLICY,
        }
        transaction["ledger"].insert([entry])
        minutes[one["volunteer_ref"]]["minutes"] += one["minutes"]
        minutes[one["volunteer_ref"]]["entries"] += 1
        publish_entry(transaction, entry, None)
    repository.touch(transaction, "volunteers", minutes)
    transaction["balances"].write(
        [UpdateOne({"_id": one["_id"]}, {"$unset": {"waits_for": ""}}) for one in balances if "waits_for" in one]
    )


def _record(event: Event) -> Record:
    facts = dict(event.data)
    return Record(repository.attendance(facts), facts, clock.china_day(clock.from_text(event.time)), event)


def _held_record(held: Document) -> Record:
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


def _latest(events: Sequence[Event]) -> dict[str, Event]:
    latest: dict[str, Event] = {}
    for event in sorted(events, key=lambda one: one.sequence or 0):
        latest[event.data["volunteer_ref"]] = event
    return latest


def _volunteer(event: Event) -> Document:
    facts = {name: event.data[name] for name in VOLUNTEER_FACTS}
    return {"number": event.data["volunteer"], "sequence": event.sequence, **facts}
