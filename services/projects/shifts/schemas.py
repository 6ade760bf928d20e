"""What projects takes of shifts, as a CSV row or as a JSON body."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, validates_schema

from services.projects.shifts import domain
from shared.intake.fields import Row, moment, optional_flag, reference, whole


class Shift(Row):
    """A row of shifts.csv."""

    added = frozenset({"draft"})

    shift_ref = reference()
    post_ref = reference()
    starts_at = moment(required=True)
    ends_at = moment(required=True)
    capacity = whole(0, 10_000)
    draft = optional_flag(metadata={"description": "yes: nobody hears of it before it is published"})

    @validates_schema(skip_on_field_errors=False)
    def _sensible(self, data: dict[str, Any], **_: Any) -> None:
        known = {"starts_at", "ends_at"} <= data.keys()
        problem = domain.shift_problem(data["starts_at"], data["ends_at"]) if known else None
        if problem:
            raise ValidationError(problem, "ends_at")


class ShiftView(Schema):
    """A shift as shown."""

    shift_ref = fields.String()
    post_ref = fields.String()
    responsible_ref = fields.String(
        allow_none=True,
        metadata={"description": "who answers for it on its first day: the post's organisation, or the successor"},
    )
    starts_at = fields.String()
    ends_at = fields.String()
    capacity = fields.Integer()
    outcome = fields.String(metadata={"description": "accepted or held:<reason>"})
    state = fields.String(
        allow_none=True, metadata={"description": "draft, published, closed or cancelled; null for what is none of it"}
    )
    reason = fields.String(metadata={"description": "why it was cancelled"})


class ShiftTimes(Shift):
    """Set time and places of a shift that has not begun; once somebody signed up, the time stays."""

    class Meta(Shift.Meta):
        exclude = ("shift_ref", "post_ref", "draft")
