"""The rows that the registry takes in over HTTP, and the export of those that it refused."""

from __future__ import annotations

from services.registry.blueprint import blueprint
from services.registry.kinds import KINDS
from services.registry.volunteers.schemas import VolunteerRow
from services.registry.volunteers.usecases import register_volunteers
from shared.web.batches import add_intake
from shared.web.outcomes import add_outcomes
from shared.web.refusals import add_refusals

add_intake(blueprint, "/volunteers", VolunteerRow, register_volunteers, "registry:write")
add_refusals(blueprint, "registry:export")
add_outcomes(blueprint, KINDS, "registry:export")
