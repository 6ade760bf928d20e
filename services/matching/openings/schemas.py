"""What the HTTP interface of openings takes and gives."""

from __future__ import annotations

from marshmallow import fields

from services.matching.rosters.schemas import CandidateSchema
from shared.intake.asked import Asked
from shared.intake.numbers import Whole

MOST_PLACES = 1_000


class FreePlaces(Asked):
    """How many places are free."""

    places = Whole(1, MOST_PLACES, required=True)


class AskedSchema(CandidateSchema):
    """Who suits a shift, or does not, and why."""

    left_out = fields.String(
        allow_none=True,
        metadata={
            "description": "asked_for_this, asked_lately, notices_used_up, signed_up (for this shift, whatever became "
            "of it), declined (it was proposed before) or busy_then (in another one): why who suits it is not asked now"
        },
    )
