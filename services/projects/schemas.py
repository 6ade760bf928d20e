"""What projects takes: the rows of its files, as a CSV row or as a JSON body; and what it shows."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from services.projects import domain
from shared.web.fields import Row, day, latitude, longitude, moment, name, one_of, optional_reference, reference, region


class Site(Row):
    """A row of sites.csv."""

    site_ref = reference()
    name = name()
    kind = one_of(*domain.SITE_KINDS)
    region_code = region()
    latitude = latitude()
    longitude = longitude()


class Post(Row):
    """A row of posts.csv."""

    post_ref = reference()
    project_ref = reference()
    site_ref = reference()
    organisation_ref = reference()
    title = name()
    service = one_of(*domain.SERVICES)
    skill_required = fields.String(load_default=None, allow_none=True, validate=validate.Regexp(r"^[a-z_]{1,40}$"))
    minimum_age = fields.Integer(required=True, validate=validate.Range(10, 100))


class Shift(Row):
    """A row of shifts.csv."""

    shift_ref = reference()
    post_ref = reference()
    starts_at = moment(required=True)
    ends_at = moment(required=True)
    capacity = fields.Integer(required=True, validate=validate.Range(1, 10_000))

    @validates_schema
    def _sensible(self, data: dict[str, Any], **_: Any) -> None:
        problem = domain.shift_problem(data["starts_at"], data["ends_at"])
        if problem:
            raise ValidationError(problem, "ends_at")


class Availability(Row):
    """A row of availability.csv."""

    volunteer_ref = reference()
    date = day(required=True)
    part_of_day = one_of(*domain.PARTS_OF_DAY)


class Attendance(Row):
    """A row of attendance.csv: one presence of one person."""

    attendance_ref = reference()
    shift_ref = reference()
    volunteer_ref = reference()
    checked_in_at = moment(past=True, required=True)
    checked_out_at = moment(past=True, load_default=None, allow_none=True)
    method = one_of(*domain.METHODS)
    recorded_by = optional_reference()
    approved_by = optional_reference()


class Proposal(Schema):
    """A place that a roster proposes to a volunteer."""

    roster = fields.String()
    shift_ref = fields.String()
    volunteer = fields.String()
    cost = fields.Integer()
    reasons = fields.List(fields.String())
