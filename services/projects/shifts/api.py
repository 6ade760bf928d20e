"""HTTP of shifts."""

from __future__ import annotations

from services.projects.blueprint import blueprint
from services.projects.shifts import schemas, usecases
from shared.web.batches import add_intake

add_intake(blueprint, "/shifts", schemas.Shift, usecases.schedule_shifts, "projects:write")
