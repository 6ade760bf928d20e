"""Populations as a kind of row: those of members wait for their organisation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.registry.organisations.kind import needs_organisation
from services.registry.populations.domain import population_fault
from services.registry.populations.schemas import PopulationRow
from services.registry.undecided import UNDECIDED
from shared.kinds import Kind, Place


def _of_whom(facts: Mapping[str, Any]) -> tuple[str, str] | None:
    fault = population_fault(facts)
    return (fault.field, fault.reason) if fault else None


POPULATIONS = Kind(
    "populations",
    PopulationRow,
    "population_ref",
    "registry:write",
    place=lambda one: Place(one["region_code"], one["organisation_ref"]),
    needs=(needs_organisation(),),
    event="population.recorded.v1",
    undecided=UNDECIDED,
    check=_of_whom,
)
