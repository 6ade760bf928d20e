"""What projects takes of posts, as a CSV row or as a JSON body."""

from __future__ import annotations

from marshmallow import fields, validate

from services.projects.posts import domain
from shared.web.fields import Row, name, one_of, reference


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
