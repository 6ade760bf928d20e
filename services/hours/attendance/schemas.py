"""What of attendance is taken and shown over HTTP."""

from __future__ import annotations

from marshmallow import Schema, fields

from shared.intake.asked import Asked
from shared.intake.fields import one_of


class Verdict(Asked):
    """What a person decides on a held attendance."""

    verdict = one_of("approve", "object")


class Outcome(Schema):
    """What became of an attendance."""

    attendance_ref = fields.String()
    outcome = fields.String(metadata={"description": "credited, held:<reason> or rejected:<reason>"})
    minutes = fields.Integer(metadata={"description": "credited minutes; only where credited"})
    policy = fields.Dict(metadata={"description": "the rule that decided, and its version"})
