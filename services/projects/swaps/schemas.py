"""What projects takes and shows of swaps."""

from __future__ import annotations

from marshmallow import Schema, fields

from services.projects.swaps.domain import ANSWERS
from shared.intake.asked import Asked
from shared.intake.fields import one_of, optional_reference, reference


class SwapOffer(Asked):
    """Offer the place of a sign-up to somebody, as a gift or against a place of another shift."""

    volunteer_ref = reference(metadata={"description": "to whom; who that is is said to nobody"})
    for_shift_ref = optional_reference()


class SwapAnswer(Asked):
    """Say yes or no to an offered place: yes is a sign-up, by all its rules."""

    decision = one_of(*ANSWERS)


class SwapWithdrawal(Asked):
    """Offer a place no longer."""


class SwapView(Schema):
    """A swap as shown to both, and to who runs the shift."""

    swap_ref = fields.String(attribute="_id")
    sign_up_ref = fields.String(metadata={"description": "the sign-up whose place is offered"})
    shift_ref = fields.String(metadata={"description": "its shift"})
    volunteer_ref = fields.String(metadata={"description": "who offers it"})
    taker_ref = fields.String(metadata={"description": "to whom"})
    for_shift_ref = fields.String(
        allow_none=True, metadata={"description": "the shift a place of which is asked for it; null for a gift"}
    )
    offered_at = fields.String()
    state = fields.String(
        metadata={"description": "offered, accepted, declined, withdrawn; lapsed where the place is none any more"}
    )
    taken_ref = fields.String(metadata={"description": "of an accepted one the taker's sign-up; missing of others"})
    returned_ref = fields.String(
        metadata={"description": "of an accepted one for a place the offerer's new sign-up; missing of others"}
    )
    starts_at = fields.String(metadata={"description": "when the shift starts, on the list of one's own"})
