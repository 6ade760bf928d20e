"""Rules of hours: the attendance policy and the working-day calendar. Pure."""

from services.hours.domain.attendance import (
    APPROVABLE,
    POLICY,
    Attendance,
    Credited,
    Decision,
    Held,
    Interval,
    Person,
    Rejected,
    Shift,
    decide,
)
from services.hours.domain.calendar import is_late, notice_ends, working_days_after

__all__ = [
    "APPROVABLE",
    "POLICY",
    "Attendance",
    "Credited",
    "Decision",
    "Held",
    "Interval",
    "Person",
    "Rejected",
    "Shift",
    "decide",
    "is_late",
    "notice_ends",
    "working_days_after",
]
