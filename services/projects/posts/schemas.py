"""What projects takes of posts, as a CSV row or as a JSON body."""

from __future__ import annotations

from marshmallow import Schema, fields

from services.projects.posts import domain
from shared.intake.fields import Row, name, one_of, optional_one_of, optional_reference, optional_word, reference, whole
from shared.rules.licences import LICENCES


class Post(Row):
    """A row of posts.csv."""

    post_ref = reference()
    project_ref = optional_reference()
    site_ref = reference()
    organisation_ref = reference()
    title = name()
    service = one_of(*domain.SERVICES)
    skill_required = optional_word()
    minimum_age = whole(0, 100)
    licence_required = optional_one_of(*LICENCES)
    qualification_required = optional_reference()


class PostView(Schema):
    """A post as shown."""

    post_ref = fields.String()
    project_ref = fields.String(allow_none=True)
    site_ref = fields.String()
    organisation_ref = fields.String(metadata={"description": "the organisation that opened it"})
    responsible_ref = fields.String(
        allow_none=True,
        metadata={"description": "who answers for it on the day: its organisation, once dissolved the successor"},
    )
    title = fields.String()
    service = fields.String()
    skill_required = fields.String(allow_none=True)
    minimum_age = fields.Integer()
    licence_required = fields.String(allow_none=True)
    qualification_required = fields.String(allow_none=True)
    region_code = fields.String(metadata={"description": "its site's; missing while it waits"})
    outcome = fields.String(metadata={"description": "accepted or held:<reason>"})
