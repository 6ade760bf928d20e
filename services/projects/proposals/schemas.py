"""What projects shows of proposals."""

from __future__ import annotations

from marshmallow import Schema, fields

from services.projects.proposals.domain import ANSWERS
from shared.intake.asked import Asked
from shared.intake.fields import one_of, reference


class Proposal(Schema):
    """A place that a roster proposes to a volunteer."""

    roster = fields.String()
    shift_ref = fields.String()
    volunteer = fields.String()
    band = fields.String(
        allow_none=True,
        metadata={"description": "how far it is from the home's cell to the site; null of a proposal without one"},
    )
    reasons = fields.List(fields.String(), metadata={"description": "codes of what holds, and of what was weighed"})
    state = fields.String(metadata={"description": "proposed, accepted or declined"})
    sign_up_ref = fields.String(
        allow_none=True, metadata={"description": "of an accepted one the sign-up that it became; missing while open"}
    )
    starts_at = fields.String(metadata={"description": "when the shift starts, on the list of one's own"})


class ProposalDecision(Asked):
    """Say yes or no to a proposed place: yes is a sign-up, by all its rules; no leaves the place to others."""

    volunteer = reference()
    decision = one_of(*ANSWERS)
