"""What projects shows of proposals."""

from __future__ import annotations

from marshmallow import Schema, fields


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
