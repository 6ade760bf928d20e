"""What is asked about pushes, and how they are shown."""

from __future__ import annotations

from marshmallow import Schema, fields

from services.incentives.pushes.domain import LEAST_BYTES, LONGEST_OVERLAP, MOST_BYTES, MOST_EVENTS
from shared.intake.asked import Asked
from shared.intake.numbers import Whole

LARGEST_NUMBER = 10**12
OVERLAP_HOURS = 24


class Limits(Asked):
    """How much is sent at once."""

    most_events = Whole(1, MOST_EVENTS, required=True)
    most_bytes = Whole(
        LEAST_BYTES,
        MOST_BYTES,
        required=True,
        metadata={"description": "of a body; an event that is larger comes by itself"},
    )


class Redelivery(Asked):
    """Send again what lies behind a position."""

    position = Whole(
        0, LARGEST_NUMBER, required=True, metadata={"description": "0 for all; one as the attempts have it"}
    )


class Enabling(Asked):
    """Send again after a failure."""


class Rotation(Asked):
    """Draw a secret."""

    overlap_hours = Whole(
        0,
        LONGEST_OVERLAP.days * 24,
        load_default=OVERLAP_HOURS,
        metadata={"description": "for how long those of before sign, too"},
    )


class PushView(Schema):
    """How far a partner was sent what it is told."""

    partner_ref = fields.String()
    endpoint = fields.String()
    position = fields.Integer(metadata={"description": "up to which event of its log it was sent"})
    end = fields.Integer(metadata={"description": "the position of the last event that it was told"})
    lag = fields.Integer(metadata={"description": "how many lie between"})
    disabled = fields.String(
        metadata={"description": "why nothing is sent: gone (it answered 410) or exhausted; else empty"}
    )
    failures = fields.Integer(metadata={"description": "attempts in a row that failed"})
    failing_since = fields.AwareDateTime(format="iso", allow_none=True)
    next_attempt = fields.AwareDateTime(
        format="iso", allow_none=True, metadata={"description": "after a failure; else null, for at once"}
    )
    last_delivery = fields.AwareDateTime(format="iso", allow_none=True)
    most_events = fields.Integer()
    most_bytes = fields.Integer()
    most_events_now = fields.Integer(metadata={"description": "fewer after a 413, until larger ones are taken again"})


class SecretView(Schema):
    """A secret by which what is sent is signed."""

    id = fields.String()
    secret = fields.String(attribute="text", metadata={"description": "`whsec_...`, of Standard Webhooks"})
    since = fields.String()
    until = fields.String(allow_none=True, metadata={"description": "null where it ends by the next one"})


class SecretsView(Schema):
    """The secrets that count now."""

    secrets = fields.List(fields.Nested(SecretView), metadata={"description": "the newest first"})


class SecretIdView(Schema):
    """A secret, without the secret: an answer is kept for who asks again."""

    id = fields.String()
    since = fields.String()
    until = fields.String(allow_none=True)


class SecretIdsView(Schema):
    """The secrets that count now, without the secrets."""

    secrets = fields.List(fields.Nested(SecretIdView), metadata={"description": "the newest first"})


class AttemptsQuery(Asked):
    """Which attempts."""

    before = Whole(
        1,
        LARGEST_NUMBER,
        load_default=LARGEST_NUMBER,
        metadata={"description": "only those with a smaller number; by default the last ones"},
    )
    limit = Whole(1, 1_000, load_default=100)


class AttemptView(Schema):
    """An attempt to deliver a batch."""

    number = fields.Integer(metadata={"description": "grows with each attempt, not one by one"})
    at = fields.AwareDateTime(format="iso")
    first = fields.Integer(metadata={"description": "the position of its first event"})
    last = fields.Integer(metadata={"description": "and of its last one"})
    message = fields.String(metadata={"description": "the header webhook-id: the same when it is sent again"})
    outcome = fields.String(metadata={"description": "delivered, too_large, gone, failed or interrupted"})
    status = fields.Integer(allow_none=True, metadata={"description": "of the answer; null without one"})
    reason = fields.String(metadata={"description": "why there was no answer"})
    seconds = fields.Float(allow_none=True)


class AttemptsView(Schema):
    """Attempts to deliver."""

    attempts = fields.List(fields.Nested(AttemptView), metadata={"description": "the last one first"})
