"""What the banks show to everybody, and what a search takes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validates_schema

from services.projects.banks import domain
from services.projects.posts.domain import SERVICES
from services.projects.programmes.domain import TARGET_GROUPS
from services.projects.programmes.plan import PROGRAMMES
from services.projects.programmes.schemas import ProjectView
from shared import clock
from shared.intake.asked import Asked
from shared.intake.fields import day, latitude, longitude, optional_one_of
from shared.intake.numbers import Whole

MOST, USUAL = 200, 50


class PublishedProjectView(ProjectView):
    """A project that takes part in the bank."""

    class Meta(ProjectView.Meta):
        exclude = ("outcome", "state", "reason")


class PlaceView(Schema):
    """A shift that takes volunteers."""

    shift_ref = fields.String()
    post_ref = fields.String()
    project_ref = fields.String(allow_none=True)
    organisation_ref = fields.String()
    programme = fields.String(allow_none=True, metadata={"description": "null where the project is not known"})
    target_group = fields.String(allow_none=True)
    risk = fields.String(allow_none=True)
    title = fields.String()
    service = fields.String()
    skill_required = fields.String(allow_none=True)
    licence_required = fields.String(allow_none=True)
    qualification_required = fields.String(allow_none=True)
    minimum_age = fields.Integer()
    site_ref = fields.String()
    site = fields.String(metadata={"description": "the site's name"})
    region_code = fields.String()
    latitude = fields.Float(metadata={"description": "the site's"})
    longitude = fields.Float(metadata={"description": "the site's"})
    starts_on = fields.String(metadata={"description": "on which it starts, in China"})
    starts_at = fields.String()
    ends_at = fields.String()
    capacity = fields.Integer()
    free = fields.Integer(metadata={"description": "how many more it takes"})


class NearPlaceView(PlaceView):
    """A place that a search found."""

    within_km = fields.Integer(metadata={"description": "it is no farther than this: a band, and no distance"})


class NearPlaces(Schema):
    """What a search found."""

    places = fields.List(fields.Nested(NearPlaceView))


class PlaceSearch(Asked):
    """Where and when. The point is neither kept nor logged."""

    latitude = latitude()
    longitude = longitude()
    within_km = Whole(1, domain.FARTHEST, load_default=10)
    first_day = day(load_default=None, allow_none=True, metadata={"description": "in China; by default today"})
    last_day = day(load_default=None, allow_none=True, metadata={"description": "by default a week later"})
    programme = optional_one_of(*PROGRAMMES)
    target_group = optional_one_of(*TARGET_GROUPS)
    service = optional_one_of(*SERVICES)
    free = Whole(0, 10_000, load_default=1, metadata={"description": "at least so many free places"})
    limit = Whole(1, MOST, load_default=USUAL)

    @post_load
    def _days(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        first = data["first_day"] or clock.today()
        return {**data, "first_day": first, "last_day": data["last_day"] or first + dt.timedelta(days=6)}

    @validates_schema(skip_on_field_errors=True)
    def _not_long(self, data: dict[str, Any], **_: Any) -> None:
        last, first = data.get("last_day"), data.get("first_day") or clock.today()
        if last is not None and not 0 <= (last - first).days < domain.LONGEST:
            raise ValidationError(f"must lie less than {domain.LONGEST} days after first_day", "last_day")
