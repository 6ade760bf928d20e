"""What projects takes of projects, as a CSV row or as a JSON body, and what it shows of them."""

from __future__ import annotations

from typing import ClassVar

from marshmallow import Schema, fields

from services.projects.programmes import domain
from services.projects.programmes.plan import PROGRAMMES, STAGES
from shared.intake.asked import Asked
from shared.intake.fields import (
    Row,
    day,
    in_order,
    name,
    one_of,
    optional_flag,
    optional_name,
    reference,
    region,
)
from shared.intake.policies import PolicyQuery


class ProjectRow(Row):
    """A row of projects.csv."""

    class Meta(Row.Meta):
        include: ClassVar = {"from": day(required=True), "to": day(required=True)}

    added = frozenset({"draft", "theme", "summary"})

    project_ref = reference()
    programme = one_of(*PROGRAMMES)
    name = name()
    organisation_ref = reference()
    region_code = region()
    target_group = one_of(*domain.TARGET_GROUPS)
    risk = one_of(*domain.RISKS, metadata={"description": "risky: who takes part must be insured"})
    draft = optional_flag(metadata={"description": "yes: nobody hears of it before it is published"})
    theme = optional_name()
    summary = optional_name(1_000)

    _in_order = in_order("from", "to")


class ProjectView(Schema):
    """A project as shown."""

    class Meta:
        include: ClassVar = {
            "from": fields.String(metadata={"description": "the first day"}),
            "to": fields.String(metadata={"description": "the last day"}),
        }

    project_ref = fields.String()
    outcome = fields.String(metadata={"description": "accepted, or held or refused for a reason"})
    programme = fields.String()
    name = fields.String()
    organisation_ref = fields.String()
    region_code = fields.String()
    target_group = fields.String()
    risk = fields.String()
    theme = fields.String(allow_none=True)
    summary = fields.String(allow_none=True)
    state = fields.String(
        allow_none=True, metadata={"description": "draft, published, closed or cancelled; null for what is none of it"}
    )
    stage = fields.String(metadata={"description": "of its programme's, once it is published"})
    reason = fields.String(metadata={"description": "why it was cancelled"})


class ProjectDraft(ProjectRow):
    """Say anew what a draft is, all of it."""

    class Meta(ProjectRow.Meta):
        exclude = ("project_ref", "programme", "organisation_ref", "region_code", "draft")


class ProjectStage(Asked):
    """Lead a published project to another stage of its programme, a later one."""

    stage = one_of(*STAGES)


class ProgrammeQuery(PolicyQuery):
    """Which programmes."""

    on = day(load_default=None, metadata={"description": "as they hold on this day in China; by default today"})


class ProgrammeView(Schema):
    """A programme of the plan, as it is configured."""

    programme = fields.String()
    paragraph = fields.Integer(metadata={"description": "of Guangdong's work plan of 2015"})
    stages = fields.List(fields.String(), metadata={"description": "those of its projects, in their order"})
    required = fields.List(fields.String(), metadata={"description": "what a draft must say to be published"})
    groups = fields.List(fields.String(), metadata={"description": "for whom its projects are"})
    month = fields.Integer(
        allow_none=True, metadata={"description": "the month in which all of a project lies; null for any"}
    )
    figures = fields.List(fields.String(), metadata={"description": "what is counted of it"})
    name = fields.String(metadata={"description": "the policy's"})
    version = fields.Integer(metadata={"description": "the policy's"})
