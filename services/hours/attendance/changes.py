"""What follows from a batch of decisions: what is written and what is told. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from services.hours.attendance.calendar import is_late, notice_ends
from services.hours.attendance.decisions import Decided, Known
from services.hours.attendance.domain import OPEN, Credited, Held, Rejected
from services.hours.attendance.ladder import DECIDED_BY_PEOPLE
from services.hours.attendance.records import (
    FLAGS,
    WAITS_FOR_SHIFT,
    WAITS_FOR_VOLUNTEER,
    Record,
    held_document,
    to_be_decided,
    waiting_for,
)
from services.hours.ledger.domain import ServiceDays, further, told
from services.hours.people.domain import Identity
from services.hours.shifts.domain import Interval
from shared import clock
from shared.events.envelope import Event
from shared.regions import city_of

NOT_SIGNED_OUT = "not_signed_out"
HANGS_ON_PERSON = {"too_young"}
"""Rejections that would be decided otherwise after a correction of the volunteer's facts; they stay all the same."""


class Word(NamedTuple):
    """An event to be published."""

    event_type: str
    subject: str
    data: dict[str, Any]
    cause: Event | None


@dataclass
class Changes:
    """What a batch of decisions writes and tells, folded so that each document is touched once.

    Attributes:
        entries, held, rejected: documents of the ledger, of what waits, and of what cannot count.
        released: the records that wait no longer.
        awaited_volunteers, awaited_shifts: what records wait for, once for each.
        rejected_volunteers: those of whom a presence was rejected for what they are.
        flagged: what is known of presences that people should look at.
        several: by presence that has more than one entry their names.
    """

    days: ServiceDays
    entries: list[dict[str, Any]] = field(default_factory=list)
    held: list[dict[str, Any]] = field(default_factory=list)
    rejected: list[dict[str, Any]] = field(default_factory=list)
    released: list[str] = field(default_factory=list)
    awaited_volunteers: list[str] = field(default_factory=list)
    awaited_shifts: list[str] = field(default_factory=list)
    rejected_volunteers: set[str] = field(default_factory=set)
    words: list[Word] = field(default_factory=list)
    flagged: list[dict[str, Any]] = field(default_factory=list)
    several: dict[str, list[str]] = field(default_factory=dict)


def changes_of(decided: Iterable[Decided], known: Known, today: dt.date) -> Changes:
    """All that follows from the decisions, if public notices begin `today`."""
    changes = Changes(known.days)
    for one in decided:
        if isinstance(one.decision, Credited):
            _credit(changes, one, one.decision, known.people[one.record.attendance.volunteer_ref])
        elif isinstance(one.decision, Held):
            _hold(changes, one, one.decision.reason, known, today)
        else:
            _reject(changes, one, one.decision.reason, known.people.get(one.record.attendance.volunteer_ref))
        if flags := _flags(one):
            changes.flagged.append(_flagged(one, flags, known))
    return changes


def _flags(decided: Decided) -> list[str]:
    """Why people should look at it: what projects told; of a row of a file, that only a person can end it."""
    waits = FLAGS not in decided.record.facts and decided.decision == Held(OPEN)
    return [NOT_SIGNED_OUT] if waits else list(decided.record.facts.get(FLAGS, ()))


def _flagged(decided: Decided, flags: list[str], known: Known) -> dict[str, Any]:
    """What is known of a presence that people should look at; what is not known stays as it was."""
    one, decision = decided.record.attendance, decided.decision
    shift, identity = known.shifts.get(one.shift_ref), known.people.get(one.volunteer_ref)
    return {
        "attendance_ref": one.reference,
        "shift_ref": one.shift_ref,
        "flags": flags,
        "proposed_end": clock.to_text(shift.window.end) if shift and flags == [NOT_SIGNED_OUT] else None,
        "outcome": "credited" if isinstance(decision, Credited) else f"{_state(decision)}:{decision.reason}",
        **({"volunteer": identity.number} if identity and identity.number else {}),
        **({"of_region": shift.region_code, "of_city": city_of(shift.region_code)} if shift else {}),
    }


def _state(decision: Held | Rejected) -> str:
    return "held" if isinstance(decision, Held) else "rejected"


def _credit(changes: Changes, decided: Decided, decision: Credited, identity: Identity) -> None:
    entries = [
        _entry(decided, decision, identity, number, interval) for number, interval in enumerate(decision.parts, 1)
    ]
    changes.entries += entries
    if decision.more:
        changes.several[decided.record.attendance.reference] = [one["_id"] for one in entries]
    _leave_waiting(changes, decided.record)
    changes.words += [Word("hours.credited.v1", one["_id"], told(one), decided.record.cause) for one in entries]


def _entry(decided: Decided, decision: Credited, identity: Identity, number: int, interval: Interval) -> dict[str, Any]:
    record, one = decided.record, decided.record.attendance
    day = clock.china_day(interval.start)
    return {
        "_id": further(one.reference, number),
        "attendance_ref": one.reference,
        "shift_ref": one.shift_ref,
        "volunteer": identity.number,
        "minutes": interval.minutes,
        "region_code": decision.region_code,
        "day": day.isoformat(),
        "starts_at": interval.start,
        "ends_at": interval.end,
        "provenance": decision.provenance,
        "late": is_late(day, record.recorded_on),
        "policy": decided.policy,
    }


def _hold(changes: Changes, decided: Decided, reason: str, known: Known, today: dt.date) -> None:
    record = decided.record
    identity, shift = known.people[record.attendance.volunteer_ref], known.shifts.get(record.attendance.shift_ref)
    waits_for = waiting_for(record, reason, identity.decided_by)
    # An overlap with what another registration was credited may end with a separation.
    if reason in WAITS_FOR_VOLUNTEER or (reason == "overlap" and identity.others):
        changes.awaited_volunteers.append(identity.decided_by)
    elif reason in WAITS_FOR_SHIFT:
        changes.awaited_shifts.append(record.attendance.shift_ref)
    before = record.held.get("reason")
    if (before, record.held.get("waits_for"), record.held.get("facts")) == (reason, waits_for, record.facts):
        return
    notice = notice_ends(today).isoformat() if reason == "public_notice" else None
    document = held_document(record, reason, decided.policy, waits_for, notice)
    asked = to_be_decided(record, identity.number, shift.place) if shift and reason in DECIDED_BY_PEOPLE else {}
    changes.held.append({**document, **asked})
    if before != reason:
        name = record.attendance.reference
        data = {"attendance_ref": name, "reason": reason, "notice_until": notice, "policy": decided.policy}
        changes.words.append(Word("hours.held.v1", name, data, record.cause))


def _reject(changes: Changes, decided: Decided, reason: str, identity: Identity | None) -> None:
    record, policy = decided.record, decided.policy
    one = record.attendance
    # Of who is erased the number is left.
    number = {"volunteer_ref": identity.erased} if identity and identity.erased else {}
    rejected = {"reason": reason, "facts": {**record.facts, **number}, "logged_at": record.logged_at, "policy": policy}
    changes.rejected.append({"_id": one.reference, **rejected})
    if reason in HANGS_ON_PERSON:
        changes.rejected_volunteers.add(one.volunteer_ref)
    _leave_waiting(changes, record)
    data = {"attendance_ref": one.reference, "reason": reason, "policy": policy}
    changes.words.append(Word("hours.rejected.v1", one.reference, data, record.cause))


def _leave_waiting(changes: Changes, record: Record) -> None:
    if record.held:
        changes.released.append(record.attendance.reference)
