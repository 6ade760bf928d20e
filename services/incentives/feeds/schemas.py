"""How what a partner was told on a day is shown."""

from __future__ import annotations

from marshmallow import Schema, fields


class TypeView(Schema):
    """Of one type of event."""

    type = fields.String()
    events = fields.Integer()
    sums = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(),
        metadata={"description": "by field, of whole numbers in the data"},
    )


class ReconciliationView(Schema):
    """What a partner was told on a day."""

    partner_ref = fields.String()
    day = fields.String()
    is_over = fields.Boolean(metadata={"description": "whether the day is over, so that nothing is added"})
    events = fields.Integer()
    people = fields.Integer(metadata={"description": "how many different ones"})
    types = fields.List(fields.Nested(TypeView))
    hash = fields.String(metadata={"description": "SHA-256 of all events' ids and data, sorted: docs/partners.md"})
