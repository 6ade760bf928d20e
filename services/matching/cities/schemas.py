"""What the HTTP interface of rosters of several cities takes and gives."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.matching.cities.domain import REASONS, STATES
from services.matching.rosters.schemas import LONGEST_IDENTIFIER, Figures, PlanSchema
from shared.intake.texts import Word
from shared.regions import city_codes


class CitiesSchema(PlanSchema):
    """Which shifts, of which cities."""

    cities = fields.List(
        Word(validate=validate.OneOf(city_codes())),
        load_default=list,
        validate=validate.Length(max=len(city_codes())),
        metadata={"description": "GB/T 2260 codes; none for all that have such shifts"},
    )
    keep = Word(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=LONGEST_IDENTIFIER),
        metadata={"description": "the run that is planned again: its places stay where that fills as many"},
    )


class CityView(Figures):
    """How far one city is; figures where it is solved."""

    city_code = fields.String()
    state = fields.String(validate=validate.OneOf(STATES))
    reason = fields.String(
        allow_none=True, validate=validate.OneOf(REASONS), metadata={"description": "why it failed; the others go on"}
    )
    roster = fields.String(allow_none=True, metadata={"description": "its roster, once it is solved"})
    filled = fields.Integer(allow_none=True)
    places = fields.Integer(allow_none=True)
    covered_shifts = fields.Integer(allow_none=True)
    shifts = fields.Integer(allow_none=True)


class StatesView(Schema):
    """How many cities are how far."""

    waiting = fields.Integer()
    solving = fields.Integer()
    solved = fields.Integer()
    failed = fields.Integer()


class RunView(Figures):
    """How far the rosters of several cities are, and the figures of those that are solved, taken together."""

    run = fields.String()
    asked_at = fields.String(metadata={"format": "date-time"})
    complete = fields.Boolean(metadata={"description": "whether nothing more becomes of any: each is solved or failed"})
    states = fields.Nested(StatesView)
    cities = fields.List(fields.Nested(CityView))
