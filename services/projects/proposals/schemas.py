"""What projects shows of proposals."""

from __future__ import annotations

from marshmallow import Schema, fields


class Proposal(Schema):
    """A place that a roster proposes to a volunteer."""

    roster = fields.String()
    shift_ref = fields.String()
    volunteer = fields.String()
    cost = fields.Integer()
    reasons = fields.List(fields.String())
