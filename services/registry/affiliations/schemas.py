"""What the registry takes of affiliations, as a CSV row or as a JSON body, and what it shows of them."""

from __future__ import annotations

from typing import Any, ClassVar

from marshmallow import Schema, ValidationError, fields, validates_schema

from services.registry.affiliations import domain
from shared.intake.asked import Asked
from shared.intake.fields import Row, day, in_order, one_of, optional_day, optional_one_of, reference


class AffiliationRow(Row):
    """A row of affiliations.csv."""

    class Meta(Row.Meta):
        include: ClassVar = {"from": day(required=True), "to": optional_day()}

    affiliation_ref = reference()
    volunteer_ref = reference()
    organisation_ref = reference()
    kind = one_of(*domain.KINDS)
    stage = optional_one_of(*domain.STAGES)

    _in_order = in_order("from", "to")

    @validates_schema(skip_on_field_errors=False)
    def _stage_of_students(self, data: dict[str, Any], **_: Any) -> None:
        known = {"kind", "stage"} <= data.keys()
        problem = domain.stage_problem(data["kind"], data["stage"]) if known else None
        if problem:
            raise ValidationError(problem, "stage")


class AffiliationCorrection(AffiliationRow):
    """Correct what was recorded wrongly: kind, stage and days together, each of them said."""

    class Meta(AffiliationRow.Meta):
        include: ClassVar = {"from": day(required=True), "to": day(required=True, allow_none=True)}
        exclude = ("affiliation_ref", "volunteer_ref", "organisation_ref")

    stage = one_of(*domain.STAGES, allow_none=True)


class AffiliationEnd(Asked):
    """Set the last day on which it holds."""

    to = day(required=True)


class AffiliationLine(Schema):
    """An affiliation in a list: who belongs where, and not as what."""

    class Meta:
        include: ClassVar = {
            "from": fields.String(metadata={"description": "the first day"}),
            "to": fields.String(allow_none=True, metadata={"description": "the last day; null for no end"}),
        }

    affiliation_ref = fields.String()
    outcome = fields.String(metadata={"description": "accepted, or held for what is not known yet"})
    volunteer = fields.String(metadata={"description": "the volunteer's number, once accepted"})
    volunteer_ref = fields.String()
    organisation_ref = fields.String()


class AffiliationView(AffiliationLine):
    """An affiliation as shown; its kind and stage only with the scope registry:personal."""

    kind = fields.String()
    stage = fields.String(allow_none=True)
