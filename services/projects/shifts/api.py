"""HTTP of shifts."""

from __future__ import annotations

from services.projects.blueprint import blueprint
from services.projects.shifts import usecases
from services.projects.shifts.kind import SHIFTS
from shared.web.kinds import add_kind

add_kind(blueprint, SHIFTS, usecases.schedule_shifts)
