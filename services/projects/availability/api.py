"""HTTP of availability."""

from __future__ import annotations

from services.projects.availability import usecases
from services.projects.availability.kind import AVAILABILITY
from services.projects.blueprint import blueprint
from shared.web.kinds import add_kind

add_kind(blueprint, AVAILABILITY, usecases.offer_availability)
