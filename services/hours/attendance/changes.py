"""What follows from a batch of decisions: what is written and what is told. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from services.hours.attendance.calendar import is_late, notice_ends
from services.hours.attendance.decisions import Decided, Known
from services.hours.attendance.domain import Credited, Held, Rejected
from services.hours.attendance.records import WAITS_FOR_SHIFT, WAITS_FOR_VOLUNTEER, Record, held_document
from services.hours.ledger.domain import ServiceDays, told
from shared import clock
from shared.events.envelope import Event

HANGS_ON_PERSON = {"too_young"}
"""Rejections that would be decided otherwise after a correction of the volunteer's facts; they stay all the same."""


Reference = Mapping[str, Any]
"""How an outcome names the policy that decided."""


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


def changes_of(decided: Iterable[Decided], known: Known, today: dt.date) -> Changes:
    """All that follows from the decisions, if public notices begin `today`."""
    changes = Changes(known.days)
    for record, decision, policy in decided:
        if isinstance(decision, Credited):
            _credit(changes, record, decision, policy, known.numbers[record.attendance.volunteer_ref])
        elif isinstance(decision, Held):
            _hold(changes, record, decision.reason, policy, today)
        else:
            _reject(changes, record, decision, policy)
    return changes


def _credit(changes: Changes, record: Record, decision: Credited, policy: Reference, number: str) -> None:
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
        "late": is_late(day, record.recorded_on),
        "policy": policy,
    }
    changes.entries.append(entry)
    _leave_waiting(changes, record)
    changes.words.append(Word("hours.credited.v1", one.reference, told(entry), record.cause))


def _hold(changes: Changes, record: Record, reason: str, policy: Reference, today: dt.date) -> None:
    one = record.attendance
    if reason in WAITS_FOR_VOLUNTEER:
        changes.awaited_volunteers.append(one.volunteer_ref)
    elif reason in WAITS_FOR_SHIFT:
        changes.awaited_shifts.append(one.shift_ref)
    if record.held.get("reason") == reason:
        return
    notice = notice_ends(today).isoformat() if reason == "public_notice" else None
    changes.held.append(held_document(record, reason, policy, notice))
    data = {"attendance_ref": one.reference, "reason": reason, "notice_until": notice, "policy": policy}
    changes.words.append(Word("hours.held.v1", one.reference, data, record.cause))


def _reject(changes: Changes, record: Record, decision: Rejected, policy: Reference) -> None:
    one, reason = record.attendance, decision.reason
    changes.rejected.append({"_id": one.reference, "reason": reason, "facts": record.facts, "policy": policy})
    if reason in HANGS_ON_PERSON:
        changes.rejected_volunteers.add(one.volunteer_ref)
    _leave_waiting(changes, record)
    data = {"attendance_ref": one.reference, "reason": reason, "policy": policy}
    changes.words.append(Word("hours.rejected.v1", one.reference, data, record.cause))


def _leave_waiting(changes: Changes, record: Record) -> None:
    if record.held:
        changes.released.append(record.attendance.reference)
