"""The policies `attendance/...`: from a presence to minutes; the first condition that applies decides.

Rows 1 and 2 of the policy (malformed, seen before) are decided where attendance is taken in; here are rows 3 to 12.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from services.hours.people.domain import Person
from services.hours.policies import AttendancePolicy
from services.hours.shifts.domain import Interval, Shift
from shared.clock import china_day
from shared.rules.ages import YOUNGEST, age_on
from shared.rules.names import is_among
from shared.rules.references import CLOSED

APPROVABLE = ("second_person_required", "overlap", "parent_approval", "provincial_approval")
"""What a person can approve."""
OPEN = "open_attendance"
"""Nobody signed out."""
NOT_OVER = "not_over"
"""A presence that ends later than now counts when it has ended."""
PROVENANCE = {"qr": "measured", "gps": "measured", "attested": "attested", "backfilled": "backfilled"}


@dataclass(frozen=True)
class Attendance:
    """A presence as it was recorded, with the approvals that it was given since.

    Attributes:
        sent_by: who sent it and spoke for those whom it names; None where who recorded it did.
        approvers: who gave its approvals.
        ended_by: who said its end, where nobody signed out; then it is somebody's word, however it began.
    """

    reference: str
    shift_ref: str
    volunteer_ref: str
    checked_in_at: dt.datetime
    checked_out_at: dt.datetime | None
    method: str
    recorded_by: str | None = None
    approved_by: str | None = None
    approvals: frozenset[str] = field(default_factory=frozenset)
    sent_by: str | None = None
    approvers: frozenset[str] = field(default_factory=frozenset)
    ended_by: str | None = None

    def is_over(self, now: dt.datetime) -> bool:
        """Whether its end has passed; of one without an end there is nothing to wait for."""
        return self.checked_out_at is None or self.checked_out_at <= now

    def may_approve(self, name: str | None, person: Person) -> bool:
        """Whether somebody is a second person: another than who recorded it, who is named too, and none the volunteer.

        Nor is who sent it and spoke for others. A name is the same in capitals, and with its source before it.
        """
        if not name or not self.recorded_by or is_among(name, (self.recorded_by, self.sent_by, self.ended_by)):
            return False
        return not person.is_one_of((self.recorded_by, name))

    def has_had_a_say(self, name: str) -> bool:
        """Whether somebody recorded, sent, ended or approved of it before: nobody decides twice in one case."""
        before = (self.recorded_by, self.sent_by, self.ended_by, self.approved_by, *self.approvers)
        return is_among(name, before)

    @property
    def provenance(self) -> str:
        """How it is known, of what is credited."""
        return PROVENANCE["attested" if self.ended_by and self.method != "backfilled" else self.method]


@dataclass(frozen=True)
class Credited:
    """The presence counts, with these minutes.

    Attributes:
        more: further parts of one of which a person approved although something in between is credited already.
    """

    interval: Interval
    region_code: str
    provenance: str
    more: tuple[Interval, ...] = ()

    @property
    def parts(self) -> tuple[Interval, ...]:
        """All that counts of it, by time."""
        return (self.interval, *self.more)


@dataclass(frozen=True)
class Held:
    """The presence waits; it is decided again when what the reason names has come."""

    reason: str


@dataclass(frozen=True)
class Rejected:
    """The presence cannot count."""

    reason: str


Decision = Credited | Held | Rejected


def decide(
    attendance: Attendance,
    shift: Shift | None,
    person: Person | None,
    credited: Sequence[Interval],
    *,
    erased: bool = False,
    over: bool = True,
) -> Decision:
    """What becomes of a presence.

    Args:
        shift, person: None while they are not known.
        credited: the intervals that the ledger already credits to this volunteer.
        erased: whether it names somebody who is erased: nothing that comes could have it decided otherwise.
        over: whether its end has passed.
    """
    if erased:
        return Rejected(CLOSED)
    if shift is None:
        return Held("unknown_shift")
    if person is None:
        return Held("unknown_volunteer")
    counted = _counted_interval(attendance, shift, over=over)
    if not isinstance(counted, Interval):
        return counted
    if age_on(china_day(counted.start), person.birth_date) < YOUNGEST:
        return Rejected("too_young")
    reason = _hold_on_person(person, china_day(counted.start)) or _hold_on_record(attendance, person)
    return Held(reason) if reason else _by_time(attendance, counted, credited, shift)


def _counted_interval(attendance: Attendance, shift: Shift, *, over: bool) -> Interval | Decision:
    """Rows 4 to 6; between them, what is still to come counts when it is over."""
    if attendance.checked_out_at is None:
        return Held(OPEN)
    if attendance.checked_out_at <= attendance.checked_in_at:
        return Rejected("negative_duration")
    if not over:
        return Held(NOT_OVER)
    presence = Interval(attendance.checked_in_at, attendance.checked_out_at)
    counted = presence.cut_to(shift.countable)
    if counted is None:
        return Rejected("outside_window")
    return counted if counted.minutes else Rejected("too_short")


def _hold_on_person(person: Person, day: dt.date) -> str | None:
    """Rows 7 and 8."""
    if not person.verified:
        return "unverified_volunteer"
    return None if person.may_serve_on(day) else "guardian_consent_missing"


def _hold_on_record(attendance: Attendance, person: Person) -> str | None:
    """Row 9."""
    if attendance.method != "backfilled":
        return None
    approved = attendance.may_approve(attendance.approved_by, person)
    if not approved and "second_person_required" not in attendance.approvals:
        return "second_person_required"
    return None if "public_notice" in attendance.approvals else "public_notice"


def _by_time(attendance: Attendance, counted: Interval, credited: Sequence[Interval], shift: Shift) -> Decision:
    """Rows 10 to 12; of an overlap of which a person approved the part counts that no entry covers yet."""
    overlapping = [other for other in credited if counted.overlaps(other)]
    if overlapping and "overlap" not in attendance.approvals:
        return Held("overlap")
    parts = counted.without(overlapping)
    if not parts:
        return Rejected("already_credited")
    reason = _hold_on_length(attendance, sum(one.minutes for one in parts), shift.policy)
    if reason:
        return Held(reason)
    return Credited(parts[0], shift.region_code, attendance.provenance, tuple(parts[1:]))


def _hold_on_length(attendance: Attendance, minutes: int, policy: AttendancePolicy) -> str | None:
    """Row 11."""
    if minutes > policy.provincial_minutes:
        return None if "provincial_approval" in attendance.approvals else "provincial_approval"
    if minutes > policy.parent_minutes:
        return None if "parent_approval" in attendance.approvals else "parent_approval"
    return None
