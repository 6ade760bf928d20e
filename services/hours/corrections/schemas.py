"""What corrections take over HTTP."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, validates_schema

from services.hours.corrections.domain import BECAUSE
from shared.intake.asked import Asked
from shared.intake.fields import decided, one_of


class Reversal(Asked):
    """Why everything is taken back."""

    because = one_of(*BECAUSE)


class Reversed(Schema):
    """The entry that takes a balance back."""

    entry = fields.String()
    minutes = fields.Integer(metadata={"description": "as many less"})


class Correction(Asked):
    """What is left of a presence, and why."""

    starts_at = decided(required=True, metadata={"description": "what was credited before it is taken back"})
    ends_at = decided(required=True, metadata={"description": "and what was credited after it"})
    because = one_of(*BECAUSE)

    @validates_schema
    def _in_order(self, data: dict[str, Any], **_: Any) -> None:
        if data["ends_at"] <= data["starts_at"]:
            raise ValidationError({"ends_at": ["must be later than starts_at"]})
