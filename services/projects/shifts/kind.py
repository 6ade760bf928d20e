"""Shifts as a kind of row: a shift is scheduled when its post is open; only then does anybody hear of it."""

from __future__ import annotations

from services.projects.posts.kind import POSTS
from services.projects.publication.domain import PUBLISHED, lacks
from services.projects.shifts.domain import schedule_shift
from services.projects.shifts.schemas import Shift
from services.projects.undecided import UNDECIDED
from shared.kinds import Kind, Need, Place

SHIFTS = Kind(
    "shifts",
    Shift,
    "shift_ref",
    "projects:write",
    needs=(Need("post_ref", POSTS.name),),
    undecided=UNDECIDED,
    place=lambda shift: Place(shift.known["post_ref"]["region_code"], shift.known["post_ref"]["organisation_ref"]),
    lacks=lambda shift: lacks(shift.facts),
    keep=lambda shift: {"state": PUBLISHED},
    lives=True,
    stays=True,
    event="shift.scheduled.v1",
    tell=lambda shift: schedule_shift(shift.facts, shift.known["post_ref"]),
)
