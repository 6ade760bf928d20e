"""What the HTTP interface of allocations takes and gives."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.matching.allocations.domain import ACCEPTED, DECLINED, STATES
from services.matching.tilts.policy import BANDS
from shared.intake.asked import Asked
from shared.intake.fields import day, one_of


class DayQuery(Asked):
    """Of which day."""

    as_of = day(load_default=None, metadata={"description": "a day in China; by default today"})


class TiltView(Schema):
    """The rule that decided."""

    name = fields.String()
    version = fields.Integer()


class OptimumView(Schema):
    """The best allocation of a day, of which nothing is proposed."""

    as_of = fields.Date()
    units = fields.Integer()
    weighted_units = fields.Integer(metadata={"description": "the sum of weight x units, the greatest possible"})
    unit_metres = fields.Integer(
        allow_none=True,
        metadata={
            "description": "the sum of units x metres, the least with that; it tells where offers are: null but to who"
            " has registry:personal and says why"
        },
    )


class AllocationView(Schema):
    """An allocation that was proposed."""

    allocation = fields.String()
    as_of = fields.String()
    solved_at = fields.AwareDateTime(format="iso")
    complete = fields.Boolean(metadata={"description": "whether all its allotments are proposed"})
    units = fields.Integer()
    weighted_units = fields.Integer(metadata={"description": "the sum of weight x units, the greatest possible"})
    allotments = fields.Integer(metadata={"description": "how many"})
    policy = fields.Nested(TiltView)


class AllotmentView(Schema):
    """Units of an offer for a need: proposed, and what somebody said to it."""

    allotment_ref = fields.String()
    allocation = fields.String()
    need_ref = fields.String()
    offer_ref = fields.String()
    units = fields.Integer()
    weight = fields.Integer(metadata={"description": "of a unit, by the policy"})
    band = fields.String(validate=validate.OneOf(BANDS), metadata={"description": "how far it is"})
    reasons = fields.List(fields.String(), metadata={"description": "codes of what holds, and where the need lies"})
    state = fields.String(validate=validate.OneOf(STATES))
    decided_by = fields.String(metadata={"description": "who accepted or declined it"})
    decided_at = fields.String()
    as_of = fields.String()
    policy = fields.Nested(TiltView)


class Decision(Asked):
    """Accept an allotment, or decline it."""

    decision = one_of(ACCEPTED, DECLINED)


class NeedOfferView(Schema):
    """An offer of a need's category."""

    offer_ref = fields.String()
    matches = fields.Boolean()
    band = fields.String(
        allow_none=True,
        validate=validate.OneOf(BANDS),
        metadata={"description": "how far; null where it does not match"},
    )
    units = fields.Integer(metadata={"description": "what is left of it"})
    reasons = fields.List(fields.String(), metadata={"description": "codes of what holds, or of what fails"})
