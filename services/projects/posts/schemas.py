"""What projects takes of posts, as a CSV row or as a JSON body."""

from __future__ import annotations

from marshmallow import fields, validate

from services.projects.posts import domain
from shared.intake.fields import Row, name, one_of, optional_one_of, optional_reference, optional_word, reference
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
    minimum_age = fields.Integer(required=True, validate=validate.Range(0, 100))
    licence_required = optional_one_of(*LICENCES)
    qualification_required = optional_reference()
