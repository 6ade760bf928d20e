"""Attendance as a kind of row: told of at once, and decided on by hours; whose it is follows from its shift there."""

from __future__ import annotations

from services.projects.attendance.schemas import Attendance
from shared.kinds import NOWHERE, Kind

ATTENDANCE = Kind(
    "attendance",
    Attendance,
    "attendance_ref",
    "projects:write",
    place=lambda presence: NOWHERE,
    event="attendance.logged.v1",
    as_a_rule=True,
    only_told=True,
)
