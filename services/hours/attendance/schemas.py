"""What of attendance is taken and shown over HTTP."""

from __future__ import annotations

from marshmallow import RAISE, Schema, fields, validate


class Verdict(Schema):
    """What a person decides on a held attendance."""

    class Meta:
        unknown = RAISE

    verdict = fields.String(required=True, validate=validate.OneOf(("approve", "object")))


class Outcome(Schema):
    """What became of an attendance."""

    attendance_ref = fields.String()
    outcome = fields.String(metadata={"description": "credited, held:<reason> or rejected:<reason>"})
    minutes = fields.Integer(metadata={"description": "credited minutes; only where credited"})
    policy = fields.Dict(metadata={"description": "the rule that decided, and its version"})
