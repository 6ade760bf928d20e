"""HTTP of attendance."""

from __future__ import annotations

from services.projects.attendance import schemas, usecases
from services.projects.blueprint import blueprint
from shared.web.batches import add_intake

add_intake(blueprint, "/attendance", schemas.Attendance, usecases.log_attendance, "projects:write")
