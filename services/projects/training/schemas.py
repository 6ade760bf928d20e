"""What projects takes of courses and enrolments, as CSV rows or as JSON bodies, and what it shows of them."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, validates_schema

from services.projects.training import domain
from shared.intake.asked import Asked
from shared.intake.fields import Row, day, decided, flag, in_order, one_of, optional_whole, reference, region, whole

MOST_PLACES = 100_000
MOST_MARK = 10_000
MOST_MONTHS = 1_200
MOST_SESSIONS = 10_000


class Course(Row):
    """A row of courses.csv."""

    course_ref = reference()
    category = one_of(*domain.CATEGORIES)
    level = one_of(*domain.LEVELS)
    organisation_ref = reference()
    region_code = region()
    starts_on = day(required=True)
    ends_on = day(required=True)
    places = whole(0, MOST_PLACES)
    pass_mark = optional_whole(MOST_MARK)
    qualification = reference()
    valid_months = optional_whole(MOST_MONTHS)
    backbone = flag()

    _ends = in_order("starts_on", "ends_on")


class Enrolment(Row):
    """A row of enrolments.csv: when a place was asked for, and the result once there is one."""

    enrolment_ref = reference()
    course_ref = reference()
    volunteer_ref = reference()
    at = decided(required=True)
    sessions_attended = optional_whole(MOST_SESSIONS)
    sessions = optional_whole(MOST_SESSIONS)
    score = optional_whole(MOST_MARK)


class Result(Asked):
    """Say what somebody reached in a course; a later result takes the place of an earlier one."""

    sessions_attended = whole(0, MOST_SESSIONS)
    sessions = whole(0, MOST_SESSIONS)
    score = optional_whole(MOST_MARK)

    @validates_schema(skip_on_field_errors=True)
    def _sensible(self, data: dict[str, Any], **_: Any) -> None:
        if data["sessions_attended"] > data["sessions"]:
            raise ValidationError("is more than there were", "sessions_attended")


class CourseView(Schema):
    """A course as shown."""

    course_ref = fields.String()
    category = fields.String()
    level = fields.String()
    organisation_ref = fields.String()
    region_code = fields.String()
    starts_on = fields.String()
    ends_on = fields.String()
    places = fields.Integer()
    pass_mark = fields.Integer(allow_none=True)
    qualification = fields.String()
    valid_months = fields.Integer(allow_none=True)
    backbone = fields.Boolean()
    outcome = fields.String(metadata={"description": "accepted or held:<reason>"})


class EnrolmentView(Schema):
    """An enrolment as shown."""

    enrolment_ref = fields.String()
    course_ref = fields.String()
    volunteer_ref = fields.String()
    volunteer = fields.String(metadata={"description": "the number; missing while the volunteer is unknown"})
    at = fields.String()
    outcome = fields.String(metadata={"description": "accepted, held:<reason> or refused:<reason>"})
    state = fields.String(
        metadata={"description": "of an accepted one enrolled, waiting, passed or failed; missing of others"}
    )
