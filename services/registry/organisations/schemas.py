"""What the registry takes of organisations, as a CSV row or as a JSON body, and what it shows of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from marshmallow import Schema, fields

from services.registry.organisations.domain import ALLIANCE_FIELDS, ORGANISATION_KINDS, organisation_fault
from shared.intake.asked import Asked
from shared.intake.fields import (
    Row,
    day,
    in_order,
    name,
    one_of,
    optional_day,
    optional_one_of,
    optional_reference,
    reference,
    region,
)
from shared.rules.faults import Fault


class OrganisationRow(Row):
    """A row of organisations.csv."""

    added: ClassVar[frozenset[str]] = frozenset({"field", "founded_on", "dissolved_on", "successor_ref"})
    organisation_ref = reference()
    name = name()
    kind = one_of(*ORGANISATION_KINDS)
    region_code = region()
    parent_ref = optional_reference()
    field = optional_one_of(*ALLIANCE_FIELDS)
    founded_on = optional_day()
    dissolved_on = optional_day()
    successor_ref = optional_reference()
    _in_order = in_order("founded_on", "dissolved_on")

    def faults(self, loaded: Mapping[str, Any]) -> Iterable[Fault]:
        """An organisation is not its own parent."""
        own = loaded.get("organisation_ref")
        fault = organisation_fault(own, loaded.get("parent_ref")) if own else None
        return (fault,) if fault else ()


class OrganisationView(Schema):
    """An organisation as shown."""

    organisation_ref = fields.String()
    name = fields.String()
    kind = fields.String()
    region_code = fields.String()
    parent_ref = fields.String(allow_none=True)
    field = fields.String(allow_none=True)
    founded_on = fields.String(allow_none=True)
    dissolved_on = fields.String(allow_none=True)
    successor_ref = fields.String(allow_none=True)
    outcome = fields.String(metadata={"description": "accepted, held:<reason> or refused:<reason>"})


class Facts(Asked):
    """Give an organisation a name, a field and a successor, all three; null for none."""

    name = name()
    field = one_of(*ALLIANCE_FIELDS, allow_none=True)
    successor_ref = reference(allow_none=True)


class Parent(Asked):
    """Put an organisation, with all below it, below another one; null for none."""

    parent_ref = reference(allow_none=True)


class Dissolution(Asked):
    """Dissolve an organisation, or with null take that back."""

    dissolved_on = day(
        required=True, allow_none=True, metadata={"description": "the first day on which it is no longer active"}
    )
