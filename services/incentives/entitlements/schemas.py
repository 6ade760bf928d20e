"""What is shown of volunteers' benefits."""

from __future__ import annotations

from marshmallow import Schema, fields

from services.incentives.entitlements.domain import STATES


class BenefitState(Schema):
    """What a benefit is to a volunteer."""

    benefit_ref = fields.String()
    partner_ref = fields.String()
    state = fields.String(metadata={"description": ", ".join(STATES)})
    reason = fields.String(metadata={"description": "of none what fails first; of others what makes it so"})


class Benefits(Schema):
    """A volunteer's benefits on a day."""

    volunteer = fields.String(metadata={"description": "the volunteer's number"})
    as_of = fields.Date()
    benefits = fields.List(
        fields.Nested(BenefitState),
        metadata={
            "description": "those of the partners of whom the volunteer ever consented that they may know; none of one "
            "that is merged away on the day: the registration that stands for the person has them"
        },
    )
