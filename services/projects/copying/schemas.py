"""What copies are asked for, and what is told of them."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from services.projects.copying import domain
from shared.intake.asked import Asked
from shared.intake.fields import day, optional_reference, reference
from shared.intake.numbers import Flag, Whole
from shared.intake.texts import Word

FORMATS = ("csv", "xlsx")


class ShiftCopies(Asked):
    """On which days a shift is to be, too: days, or some weekdays from a day to a day."""

    days = fields.List(day(), load_default=list, validate=validate.Length(max=domain.MOST))
    weekdays = fields.List(
        Word(validate=validate.OneOf(domain.WEEKDAYS)), load_default=list, validate=validate.Length(max=7)
    )
    first_day = day(load_default=None, allow_none=True)
    last_day = day(load_default=None, allow_none=True)
    every_weeks = Whole(1, 52, load_default=1)
    draft = Flag(load_default=False, metadata={"description": "whether they wait for their publication"})

    @validates_schema(skip_on_field_errors=True)
    def _some_days(self, data: dict[str, Any], **_: Any) -> None:
        first, last = data.get("first_day"), data.get("last_day")
        if not data.get("weekdays"):
            if not data.get("days"):
                raise ValidationError("must be given, or weekdays", "days")
        elif first is None or last is None or not 0 <= (last - first).days < domain.MOST:
            raise ValidationError(f"must lie less than {domain.MOST} days after first_day", "last_day")


class PostCopy(Asked):
    """Under which reference a post is copied with its shifts, at which site, and how many days later these are."""

    post_ref = reference()
    site_ref = optional_reference()
    days_later = Whole(0, 3_660, load_default=0)


class ProjectCopy(Asked):
    """Under which reference a project is copied with its posts and shifts, and on which day the copy begins."""

    project_ref = reference()
    first_day = day(required=True)


class CopyFault(Schema):
    """Why a copy was not made."""

    reference = fields.String()
    field = fields.String()
    reason = fields.String()


class Copies(Schema):
    """What was made."""

    made = fields.List(fields.String(), metadata={"description": "the references of what there is now"})
    refused = fields.List(fields.Nested(CopyFault))


class TemplateQuery(Asked):
    """As what the template is wanted."""

    format = Word(load_default="csv", validate=validate.OneOf(FORMATS))
