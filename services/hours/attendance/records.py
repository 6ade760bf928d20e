"""A logged presence on its way to a decision, as it is heard and as it is kept while it waits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from services.hours.attendance.calendar import due_on
from services.hours.attendance.domain import NOT_OVER, Attendance
from services.hours.shifts.domain import Place
from shared import clock
from shared.events.envelope import Event
from shared.regions import city_of

WAITS_FOR_VOLUNTEER = {"unknown_volunteer", "unverified_volunteer", "guardian_consent_missing"}
WAITS_FOR_SHIFT = {"unknown_shift"}
FLAGS = "flags"
"""Why people should look at it; of one that was signed in over HTTP, and of none that came as a row of a file."""


@dataclass
class Record:
    """A logged presence on its way to a decision.

    Attributes:
        logged_at: when it was told of; None where an earlier version kept the day only.
        held: what is stored of it while it waits.
    """

    attendance: Attendance
    facts: dict[str, Any]
    recorded_on: dt.date
    logged_at: str | None
    cause: Event | None = None
    held: dict[str, Any] = field(default_factory=dict)


def attendance(facts: Mapping[str, Any], approvals: Iterable[str] = (), approvers: Iterable[str] = ()) -> Attendance:
    """A presence from the data of `attendance.logged`."""
    out = facts["checked_out_at"]
    return Attendance(
        reference=facts["attendance_ref"],
        shift_ref=facts["shift_ref"],
        volunteer_ref=facts["volunteer_ref"],
        checked_in_at=clock.from_text(facts["checked_in_at"]),
        checked_out_at=clock.from_text(out) if out else None,
        method=facts["method"],
        recorded_by=facts["recorded_by"],
        approved_by=facts["approved_by"],
        approvals=frozenset(approvals),
        sent_by=facts.get("sent_by"),
        approvers=frozenset(approvers),
        ended_by=facts.get("ended_by"),
    )


def logged(event: Event, held: Mapping[str, Any] | None = None) -> Record:
    """A record that was logged just now; of one that waits for its end what was held without it."""
    facts = dict(event.data)
    recorded_on = clock.china_day(clock.from_text(event.time))
    return Record(attendance(facts), facts, recorded_on, event.time, event, dict(held or {}))


def waited(held: dict[str, Any], cause: Event | None = None) -> Record:
    """A record that waited, with the approvals it has by now; `cause` is the news that has it decided again."""
    recorded_on = dt.date.fromisoformat(held["recorded_on"])
    presence = attendance(held["facts"], held["approvals"], held.get("approvers", ()))
    return Record(presence, held["facts"], recorded_on, held.get("logged_at"), cause, held)


def approved(held: dict[str, Any], approval: str, by: str | None = None) -> Record:
    """A record that waited, and is given an approval: by somebody, or (None) by the end of a public notice."""
    approvers = {*held.get("approvers", ()), *([by] if by else [])}
    return waited({**held, "approvals": sorted({*held["approvals"], approval}), "approvers": sorted(approvers)})


def held_document(
    record: Record, reason: str, policy: Mapping[str, Any], waits_for: str | None, notice_until: str | None
) -> dict[str, Any]:
    """What is stored of a record while it waits, under the name of what it waits for."""
    one = record.attendance
    document: dict[str, Any] = {
        "_id": one.reference,
        "reason": reason,
        "facts": record.facts,
        "recorded_on": record.recorded_on.isoformat(),
        "logged_at": record.logged_at,
        "approvals": sorted(one.approvals),
        **({"approvers": sorted(one.approvers)} if one.approvers else {}),
        "policy": policy,
    }
    if waits_for:
        document["waits_for"] = waits_for
    if notice_until:
        document["notice_until"] = notice_until
    if reason == NOT_OVER:
        document["over_at"] = one.checked_out_at
    return document


def to_be_decided(record: Record, number: str | None, served: Place) -> dict[str, Any]:
    """What is stored of a record besides while it waits for a person: whose it is, where, and until when it is due."""
    one = record.attendance
    return {
        "attendance_ref": one.reference,
        "volunteer": number,
        "due_on": due_on(clock.china_day(one.checked_in_at)).isoformat(),
        "of_region": served.region_code,
        "of_city": city_of(served.region_code) if served.region_code else None,
        "of_organisation": served.organisation_ref,
    }


def waiting_for(record: Record, reason: str, decided_by: str) -> str | None:
    """What a record waits for that is held for a reason: its shift, or the volunteer whose facts decide."""
    if reason in WAITS_FOR_VOLUNTEER:
        return key("volunteer", decided_by)
    return key("shift", record.attendance.shift_ref) if reason in WAITS_FOR_SHIFT else None


def key(kind: str, reference: str) -> str:
    """The name of what a record waits for: a `volunteer` or a `shift`."""
    return f"{kind}:{reference}"
