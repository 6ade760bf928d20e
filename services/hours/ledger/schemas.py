"""What the ledger shows over HTTP."""

from __future__ import annotations

from marshmallow import Schema, fields


class Entry(Schema):
    """An entry of the ledger."""

    entry = fields.String()
    attendance_ref = fields.String(allow_none=True)
    shift_ref = fields.String(allow_none=True)
    minutes = fields.Integer()
    region_code = fields.String()
    day = fields.String()
    starts_at = fields.AwareDateTime(allow_none=True)
    ends_at = fields.AwareDateTime(allow_none=True)
    provenance = fields.String()
    late = fields.Boolean(metadata={"description": "recorded too late; missing in an entry that takes one back"})
    reverses = fields.String(metadata={"description": "the entry that this one takes back, with as many minutes less"})
    because = fields.String(metadata={"description": "why"})
    policy = fields.Dict()
