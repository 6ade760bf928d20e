"""The day of a question, the same for all that is asked as of a day."""

from __future__ import annotations

from marshmallow import RAISE, Schema, fields, validate

from shared.intake.fields import LAST_DAY, NO_DAY
from shared.rules.policies import EVER


class AsOf(Schema):
    """The day of a question; what it is by default, the request says."""

    class Meta:
        unknown = RAISE

    as_of = fields.Date(
        load_default=None,
        validate=validate.Range(EVER, LAST_DAY),
        error_messages=NO_DAY,
        metadata={"description": "with all that is dated on or before this day in China"},
    )
