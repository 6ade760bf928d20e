"""What the registry takes of populations, as a CSV row or as a JSON body, and what it shows of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from marshmallow import Schema, fields

from services.registry.populations.domain import POPULATION_KINDS, population_fault
from shared.intake.fields import Row, day, one_of, optional_reference, reference, region, whole
from shared.rules.faults import Fault

MOST = 2_000_000_000


class PopulationRow(Row):
    """A row of populations.csv."""

    population_ref = reference()
    kind = one_of(*POPULATION_KINDS)
    region_code = region()
    organisation_ref = optional_reference()
    count = whole(0, MOST)
    as_of = day(required=True)

    def faults(self, loaded: Mapping[str, Any]) -> Iterable[Fault]:
        """Members are an organisation's, all others a region's."""
        fault = population_fault(loaded) if {"kind", "organisation_ref"} <= loaded.keys() else None
        return (fault,) if fault else ()


class PopulationView(Schema):
    """A population as shown."""

    population_ref = fields.String()
    outcome = fields.String(metadata={"description": "accepted, or held for an organisation that is not known yet"})
    kind = fields.String()
    region_code = fields.String()
    organisation_ref = fields.String(allow_none=True, metadata={"description": "of members; null for others"})
    count = fields.Integer()
    as_of = fields.String()
