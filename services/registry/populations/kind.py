"""Populations as a kind of row: those of members wait for their organisation."""

from __future__ import annotations

from services.registry.organisations.kind import needs_organisation
from services.registry.populations.schemas import PopulationRow
from services.registry.undecided import UNDECIDED
from shared.kinds import Kind, Place

POPULATIONS = Kind(
    "populations",
    PopulationRow,
    "population_ref",
    "registry:write",
    place=lambda one: Place(one["region_code"], one["organisation_ref"]),
    needs=(needs_organisation(),),
    event="population.recorded.v1",
    undecided=UNDECIDED,
)
