"""What incentives takes of nominations, scores and objections, as CSV rows or JSON bodies, and what it shows."""

from __future__ import annotations

from marshmallow import Schema, fields

from shared.intake.fields import Row, decided, flag, optional_reference, reference, whole

MOST_SCORE = 100
OUTCOME = {"description": "accepted, held:<reason> or refused:<reason>"}


class NominationRow(Row):
    """A row of nominations.csv: somebody or something that is to have the award.

    Whoever speaks for nobody else nominates.
    """

    nomination_ref = reference()
    cycle_ref = reference()
    subject_ref = reference()
    nominated_by = optional_reference()
    at = decided(required=True)


class AwardScoreRow(Row):
    """A row of award_scores.csv: what a juror gives a nomination. Whoever speaks for nobody else is the juror."""

    score_ref = reference()
    nomination_ref = reference()
    juror_ref = optional_reference()
    juror_organisation_ref = reference()
    score = whole(0, MOST_SCORE)
    conflict_declared = flag()
    at = decided(required=True)


class ObjectionRow(Row):
    """A row of award_objections.csv: an objection to a nomination, and whether it was upheld."""

    objection_ref = reference()
    nomination_ref = reference()
    at = decided(required=True)
    upheld = flag()


class NominationView(Schema):
    """A nomination as shown."""

    nomination_ref = fields.String()
    cycle_ref = fields.String()
    subject_ref = fields.String()
    nominated_by = fields.String(metadata={"description": "of who is erased a name that leads nowhere"})
    at = fields.String()
    category = fields.String(metadata={"description": "volunteer, project, organisation or community"})
    outcome = fields.String(
        metadata={"description": "nominated, shortlisted, awarded, held:<reason> or refused:<reason>"}
    )
    lacks = fields.List(
        fields.String(), metadata={"description": "what the subject does not reach of what the cycle asks"}
    )
    figures = fields.Dict(
        metadata={"description": "what was served for the subject: minutes in all, in the period, measured; people"}
    )
    mean = fields.String(metadata={"description": "of three scores or more that count, with two decimals"})
    scores = fields.Integer(metadata={"description": "how many count"})


class AwardScoreView(Schema):
    """A score as shown."""

    score_ref = fields.String()
    nomination_ref = fields.String()
    juror_ref = fields.String(metadata={"description": "who gave it; of who is erased a name that leads nowhere"})
    juror_organisation_ref = fields.String()
    score = fields.Integer()
    conflict_declared = fields.Boolean()
    at = fields.String()
    outcome = fields.String(metadata=OUTCOME)


class ObjectionView(Schema):
    """An objection as shown."""

    objection_ref = fields.String()
    nomination_ref = fields.String()
    at = fields.String()
    upheld = fields.Boolean()
    outcome = fields.String(metadata=OUTCOME)
