"""How it is shown how partners' feeds stand."""

from __future__ import annotations

from marshmallow import Schema, fields


class StandingOfPush(Schema):
    """How far a partner was sent what it is told."""

    sent = fields.Integer(metadata={"description": "up to which position"})
    lag = fields.Integer(metadata={"description": "events that it was told and not yet sent"})
    failures = fields.Integer(metadata={"description": "attempts in a row that failed"})
    failing_since = fields.DateTime(allow_none=True, metadata={"description": "when the first of these was"})
    last_delivery = fields.DateTime(allow_none=True, metadata={"description": "when it last took a batch"})
    disabled = fields.String(metadata={"description": "why nothing is sent any more; empty where it is"})


class StandingOfFeed(Schema):
    """How a partner's feed stands."""

    partner_ref = fields.String()
    name = fields.String()
    end = fields.Integer(metadata={"description": "the position of the last event that it was told"})
    read = fields.Integer(metadata={"description": "up to which it has read by itself; 0 before it ever did"})
    unread = fields.Integer(metadata={"description": "events that it has neither read nor was sent"})
    unread_seconds = fields.Float(metadata={"description": "since when the oldest of these waits"})
    read_at = fields.DateTime(allow_none=True, metadata={"description": "when it last asked; null where it never did"})
    told_at = fields.DateTime(allow_none=True, metadata={"description": "of when the last event is that it was told"})
    push = fields.Nested(
        StandingOfPush, allow_none=True, metadata={"description": "null for who has no endpoint, and reads by itself"}
    )
