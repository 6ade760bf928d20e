"""What the HTTP interface of rosters takes and gives."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from services.matching.rosters.policy import BANDS
from shared.intake.asked import Asked
from shared.intake.references import BEGINNING, Reference
from shared.intake.texts import Word
from shared.intake.times import Day

LONGEST_IDENTIFIER = 100
MOST_DROPPED = 10_000
EXAMPLE = [["shift-000001", "v-000001"]]


class SelectionSchema(Asked):
    """Which shifts a roster is for; an empty object is for all."""

    project_prefix = Word(
        load_default="",
        validate=Reference(BEGINNING),
        metadata={"description": "how the references of the projects begin"},
    )
    first = Day(data_key="from", load_default=None, metadata={"description": "first day, China"})
    last = Day(data_key="to", load_default=None, metadata={"description": "last day, China"})

    @validates_schema
    def _in_order(self, data: dict[str, Any], **_: Any) -> None:
        if data["first"] and data["last"] and data["last"] < data["first"]:
            raise ValidationError("is before from", "to")


class PlanSchema(SelectionSchema):
    """Which shifts a roster is for, and what of an earlier one stays where it can."""

    keep = Word(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=LONGEST_IDENTIFIER),
        metadata={"description": "the roster that is planned again: its places stay where that fills as many"},
    )
    without = fields.List(
        Word(validate=Reference()),
        load_default=list,
        validate=validate.Length(max=MOST_DROPPED),
        metadata={"description": "the references of volunteers who dropped out"},
    )


class Figures(Schema):
    """How good an assignment is: fill rate is filled / places, coverage is covered_shifts / shifts."""

    filled = fields.Integer()
    places = fields.Integer()
    covered_shifts = fields.Integer()
    shifts = fields.Integer()


class SpreadFigures(Figures):
    """The same with how evenly people serve."""

    gini_of_minutes = fields.Float(
        allow_none=True,
        metadata={
            "description": "how unevenly minutes are spread over all who offer time, those served lately with those of"
            " the assignment, 0 is evenly; null of fewer than ten people"
        },
    )


class ExactFigures(SpreadFigures):
    """The same with what it costs."""

    total_cost = fields.Integer(metadata={"description": "sum of the costs of the filled places, by the policy"})


def _assignments() -> fields.List[Any]:
    return fields.List(
        fields.List(fields.String()),
        metadata={"description": "shift and volunteer by their references, sorted", "example": EXAMPLE},
    )


class Policy(Schema):
    """The rule that decided."""

    name = fields.String()
    version = fields.Integer()


class NotKept(Schema):
    """A fixed place that the roster cannot keep."""

    shift_ref = fields.String()
    volunteer_ref = fields.String()
    reasons = fields.List(
        fields.String(),
        metadata={"description": "codes of what fails; dropped_out, offer_taken, no_place_left among them"},
    )


class WithFixed(SpreadFigures):
    """Figures, and what became of fixed places."""

    fixed = fields.List(
        fields.List(fields.String()),
        metadata={"description": "of the assignments those that somebody has fixed", "example": EXAMPLE},
    )
    not_kept = fields.List(fields.Nested(NotKept), metadata={"description": "fixed places that cannot be kept"})


class RosterSchema(WithFixed):
    """A solved roster, beside a greedy and a random assignment of the same shifts."""

    roster = fields.String(metadata={"description": "its id; the same inputs have the same"})
    solved_at = fields.AwareDateTime(format="iso")
    complete = fields.Boolean(metadata={"description": "whether all its places are proposed"})
    policy = fields.Nested(Policy)
    assignments = _assignments()
    greedy = fields.Nested(SpreadFigures)
    random = fields.Nested(SpreadFigures)


class TriedRosterSchema(WithFixed):
    """What a roster would be; nothing is proposed."""

    policy = fields.Nested(Policy)
    assignments = _assignments()
    kept = fields.Integer(metadata={"description": "places of the earlier roster that stay"})
    changed = fields.Integer(metadata={"description": "and that do not, but for those of who dropped out"})
    greedy = fields.Nested(SpreadFigures)
    random = fields.Nested(SpreadFigures)


class ExactRosterSchema(ExactFigures):
    """A roster with homes and ages as they are, which is not proposed."""

    policy = fields.Nested(Policy)
    assignments = _assignments()
    greedy = fields.Nested(ExactFigures)
    random = fields.Nested(ExactFigures)


class CandidateSchema(Schema):
    """A volunteer who offered the shift's part of the day in its city."""

    volunteer = fields.String()
    volunteer_ref = fields.String()
    eligible = fields.Boolean()
    band = fields.String(
        allow_none=True,
        validate=validate.OneOf(BANDS),
        metadata={"description": "how far it is from the home's cell to the site; null where not eligible"},
    )
    reasons = fields.List(fields.String(), metadata={"description": "codes of what holds, or of what fails"})
