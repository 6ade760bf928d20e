"""Deciding a batch of records, one after the other, by what is known of them. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from services.hours.attendance import domain
from services.hours.attendance.domain import Credited, Decision
from services.hours.attendance.records import Record
from services.hours.ledger.domain import ServiceDays, days_of, further
from services.hours.people.domain import Identity
from services.hours.policies import AttendancePolicy, attendance_policy
from services.hours.shifts.domain import Interval, Shift
from shared import clock
from shared.rules.places import PROVINCE


class Decided(NamedTuple):
    """A record with what was decided on it, and by which policy."""

    record: Record
    decision: Decision
    policy: Mapping[str, Any]


@dataclass
class Known:
    """What is known of a batch of records before they are decided.

    Attributes:
        shifts: by reference.
        people: by reference who stands behind it.
        countable: by record the days of service on which it could count.
        days: what is credited on those days; what is decided is added.
        rejected: the records that were rejected before.
        now: the moment at which they are decided.
    """

    shifts: Mapping[str, Shift] = field(default_factory=dict)
    people: Mapping[str, Identity] = field(default_factory=dict)
    countable: Mapping[str, Sequence[str]] = field(default_factory=dict)
    days: ServiceDays = field(default_factory=lambda: ServiceDays({}))
    rejected: Collection[str] = ()
    now: dt.datetime = field(default_factory=clock.now)


def countable_days(
    records: Iterable[Record], shifts: Mapping[str, Shift], people: Mapping[str, Identity]
) -> dict[str, list[str]]:
    """By record the days of service on which it could count; none while its shift or its volunteer is not known."""
    presences = [record.attendance for record in records]
    return {
        one.reference: _days(people[one.volunteer_ref].numbers, shifts[one.shift_ref].countable)
        if one.shift_ref in shifts
        else []
        for one in presences
    }


def decide_all(records: Iterable[Record], known: Known) -> list[Decided]:
    """The decision on each record that is not known as a copy; each sees what those before it were credited."""
    decided = []
    for record in records:
        one = record.attendance
        credited = known.days.entries(known.countable[one.reference])
        if one.reference in credited or one.reference in known.rejected:
            continue
        shift, identity = known.shifts.get(one.shift_ref), known.people[one.volunteer_ref]
        reversed_ones = known.days.reversed(known.countable[one.reference])
        others = [interval for entry, interval in credited.items() if entry not in reversed_ones]
        is_erased = identity.erased is not None
        over = one.is_over(known.now)
        decision = domain.decide(one, shift, identity.person, others, erased=is_erased, over=over)
        if isinstance(decision, Credited) and identity.number:
            for number, part in enumerate(decision.parts, 1):
                known.days.add(days_of(identity.number, part), further(one.reference, number), part)
                known.days.touch(_days(identity.others, part))
        decided.append(Decided(record, decision, _policy(record, shift).reference))
    return decided


def _days(numbers: Iterable[str], interval: Interval) -> list[str]:
    return [day for number in numbers for day in days_of(number, interval)]


def _policy(record: Record, shift: Shift | None) -> AttendancePolicy:
    """The shift's; where none is known, the province's on the day of the presence."""
    if shift is not None:
        return shift.policy
    return attendance_policy(clock.china_day(record.attendance.checked_in_at), PROVINCE)
