"""What projects takes of projects, as a CSV row or as a JSON body, and what it shows of them."""

from __future__ import annotations

from typing import ClassVar

from marshmallow import Schema, fields

from services.projects.programmes import domain
from shared.intake.fields import Row, day, in_order, name, one_of, reference, region


class ProjectRow(Row):
    """A row of projects.csv."""

    class Meta(Row.Meta):
        include: ClassVar = {"from": day(required=True), "to": day(required=True)}

    project_ref = reference()
    programme = one_of(*domain.PROGRAMMES)
    name = name()
    organisation_ref = reference()
    region_code = region()
    target_group = one_of(*domain.TARGET_GROUPS)
    risk = one_of(*domain.RISKS, metadata={"description": "risky: who takes part must be insured"})

    _in_order = in_order("from", "to")


class ProjectView(Schema):
    """A project as shown."""

    class Meta:
        include: ClassVar = {
            "from": fields.String(metadata={"description": "the first day"}),
            "to": fields.String(metadata={"description": "the last day"}),
        }

    project_ref = fields.String()
    outcome = fields.String(metadata={"description": "accepted, or held or refused for a reason"})
    programme = fields.String()
    name = fields.String()
    organisation_ref = fields.String()
    region_code = fields.String()
    target_group = fields.String()
    risk = fields.String()
