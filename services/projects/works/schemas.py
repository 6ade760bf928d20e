"""What projects takes of calls, works and their scores, as CSV rows or as JSON bodies, and what it shows of them."""

from __future__ import annotations

from marshmallow import Schema, fields

from services.projects.works import domain
from shared.intake.fields import (
    Row,
    decided,
    flag,
    in_order,
    moment,
    name,
    one_of,
    optional_reference,
    reference,
    some_of,
    whole,
)

MOST_SCORE = 100


class Call(Row):
    """A row of calls.csv."""

    call_ref = reference()
    title = name()
    categories = some_of(*domain.CATEGORIES)
    opens_at = moment(required=True)
    closes_at = moment(required=True)

    _ends = in_order("opens_at", "closes_at")


class Work(Row):
    """A row of works.csv."""

    work_ref = reference()
    call_ref = reference()
    category = one_of(*domain.CATEGORIES)
    organisation_ref = reference()
    title = name()
    submitted_at = decided(required=True)


class WorkScore(Row):
    """A row of work_scores.csv: what a juror gives a work. Whoever speaks for nobody else is the juror."""

    score_ref = reference()
    work_ref = reference()
    juror_ref = optional_reference()
    juror_organisation_ref = reference()
    score = whole(0, MOST_SCORE)
    conflict_declared = flag()
    at = decided(required=True)


class CallView(Schema):
    """A call as shown."""

    call_ref = fields.String()
    title = fields.String()
    categories = fields.List(fields.String())
    opens_at = fields.String()
    closes_at = fields.String()


class WorkView(Schema):
    """A work as shown."""

    work_ref = fields.String()
    call_ref = fields.String()
    category = fields.String()
    organisation_ref = fields.String()
    title = fields.String()
    submitted_at = fields.String()
    outcome = fields.String(metadata={"description": "accepted, held:<reason> or refused:<reason>"})


class WorkScoreView(Schema):
    """A score as shown."""

    score_ref = fields.String()
    work_ref = fields.String()
    juror_ref = fields.String(metadata={"description": "who gave it; of who is erased a name that leads nowhere"})
    juror_organisation_ref = fields.String()
    score = fields.Integer()
    conflict_declared = fields.Boolean()
    at = fields.String()
    outcome = fields.String(metadata={"description": "accepted: it counts; held:<reason> or refused:<reason>"})


class RankedWork(Schema):
    """A work with its rank."""

    rank = fields.Integer(metadata={"description": "in its category, from 1"})
    work_ref = fields.String()
    category = fields.String()
    result = fields.String(metadata={"description": "the mean with two decimals, of five or more without two extremes"})
    scores = fields.Integer(metadata={"description": "how many count"})


class Ranking(Schema):
    """The works of a call that have a rank, by category and rank."""

    as_of = fields.Date()
    call_ref = fields.String()
    ranking = fields.List(fields.Nested(RankedWork))
