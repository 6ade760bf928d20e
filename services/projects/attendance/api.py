"""HTTP of attendance."""

from __future__ import annotations

from services.projects.attendance import usecases
from services.projects.attendance.kind import ATTENDANCE
from services.projects.blueprint import blueprint
from shared.web.kinds import add_kind

add_kind(blueprint, ATTENDANCE, usecases.log_attendance)
