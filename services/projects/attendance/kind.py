"""Attendance as a kind of row: told of at once, and decided on by hours; whose it is follows from its shift there."""

from __future__ import annotations

from services.projects.attendance.domain import name_sender
from services.projects.attendance.schemas import Attendance
from services.projects.attendance.words import judge
from services.projects.shifts.kind import SHIFTS
from shared import lying
from shared.kinds import NOWHERE, Case, Kind, Need, Place


def _place(presence: Case) -> Place:
    """Its shift's, as far as that is looked up."""
    shift = presence.known.get("shift_ref", {})
    return Place(shift["of_region"], shift["of_organisation"]) if "of_region" in shift else NOWHERE


ATTENDANCE = Kind(
    "attendance",
    Attendance,
    "attendance_ref",
    "projects:write",
    place=_place,
    persons=("volunteer_ref",),
    lies_with=Need("shift_ref", SHIFTS.name, lying.places),
    event="attendance.logged.v1",
    as_a_rule=True,
    named=name_sender,
    judged=judge,
    only_told=True,
)
