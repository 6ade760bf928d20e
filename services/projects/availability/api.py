"""HTTP of availability."""

from __future__ import annotations

from services.projects.availability import schemas, usecases
from services.projects.blueprint import blueprint
from shared.web.batches import add_intake

add_intake(blueprint, "/availability", schemas.Availability, usecases.offer_availability, "projects:write")
