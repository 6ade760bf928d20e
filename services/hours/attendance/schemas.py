"""What of attendance is taken and shown over HTTP."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, validates_schema

from services.hours.attendance.ladder import WHY_REFUSED
from shared.intake.asked import Asked
from shared.intake.fields import decided, one_of, optional_one_of


class Verdict(Asked):
    """What a person decides on a held attendance."""

    verdict = one_of("approve", "refuse", "object", "end")
    because = optional_one_of(*WHY_REFUSED)
    checked_out_at = decided(
        load_default=None,
        metadata={"description": "with `end`: when the person left; without it the shift's end is confirmed"},
    )

    @validates_schema(skip_on_field_errors=False)
    def _of_one_verdict(self, data: dict[str, Any], **_: Any) -> None:
        if data.get("checked_out_at") and data.get("verdict") != "end":
            raise ValidationError({"checked_out_at": ["belongs to `end`"]})
        if data.get("because") and data.get("verdict") != "refuse":
            raise ValidationError({"because": ["belongs to `refuse`"]})
        if not data.get("because") and data.get("verdict") == "refuse":
            raise ValidationError({"because": ["must not be empty"]})


class Outcome(Schema):
    """What became of an attendance."""

    attendance_ref = fields.String()
    outcome = fields.String(metadata={"description": "credited, held:<reason> or rejected:<reason>"})
    minutes = fields.Integer(metadata={"description": "credited minutes; only where credited"})
    policy = fields.Dict(metadata={"description": "the rule that decided, and its version"})
