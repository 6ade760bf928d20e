"""What of disputes is taken and shown over HTTP."""

from __future__ import annotations

from marshmallow import Schema, fields

from services.hours.disputes.domain import ANSWERS, CLAIMS, DECISIONS
from shared.intake.asked import Asked
from shared.intake.fields import one_of


class Opening(Asked):
    """What is wrong."""

    claim = one_of(*CLAIMS)


class Answer(Asked):
    """What who ran the shift says."""

    answer = one_of(*ANSWERS)


class Decision(Asked):
    """What is decided."""

    decision = one_of(*DECISIONS)


class DisputeView(Schema):
    """A dispute as it stands."""

    attendance_ref = fields.String()
    volunteer = fields.String(metadata={"description": "the number"})
    claim = fields.String(metadata={"description": "not_counted, too_few, too_many or not_mine"})
    state = fields.String(metadata={"description": "open, answered, upheld or dismissed"})
    answer = fields.String(allow_none=True, metadata={"description": "agreed or stands; null while there is none"})
    opened_on = fields.String()
    answer_until = fields.String(metadata={"description": "the last day on which an answer is in time"})
    outcome = fields.String(metadata={"description": "what the presence was when it was opened"})
    region_code = fields.String(attribute="of_region", metadata={"description": "where it was served"})
