"""Populations as a kind of row: those of members wait for their organisation."""

from __future__ import annotations

from services.registry.organisations.kind import needs_organisation, of_organisation
from services.registry.populations.schemas import PopulationRow
from services.registry.undecided import UNDECIDED
from shared.kinds import Case, Kind, Place
from shared.where import Where


def _is_permitted(population: Case, where: Where) -> bool:
    """How many members an organisation has, says who acts for it, whatever region the row names."""
    if population["organisation_ref"]:
        return where.reaches(*of_organisation(population))
    return where.reaches(population["region_code"])


POPULATIONS = Kind(
    "populations",
    PopulationRow,
    "population_ref",
    "registry:write",
    place=lambda one: Place(one["region_code"], one["organisation_ref"]),
    permits=_is_permitted,
    needs=(needs_organisation(),),
    event="population.recorded.v1",
    undecided=UNDECIDED,
)
