"""What incentives takes of nominations, scores and objections, as CSV rows or JSON bodies, and what it shows."""

from __future__ import annotations

from marshmallow import Schema, fields

from shared.intake.asked import Asked
from shared.intake.fields import (
    Row,
    cursor,
    decided,
    flag,
    name,
    optional_name,
    optional_reference,
    reference,
    remark,
    whole,
)
from shared.intake.numbers import Whole
from shared.intake.texts import Text

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
    statement = optional_name(1_000)
    public_name = remark(100)


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
    """A row of award_objections.csv: an objection to a nomination, whether it was upheld, and by whom.

    Whoever speaks for nobody else decided.
    """

    objection_ref = reference()
    nomination_ref = reference()
    at = decided(required=True)
    upheld = flag()
    decided_by = optional_reference()


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
    statement = fields.String(allow_none=True, metadata={"description": "why, as the public reads it in the notice"})


class PresencesQuery(Asked):
    """Which page of them."""

    after = cursor(metadata={"description": "the `next` of the page before"})
    limit = Whole(1, 1_000, load_default=100)


class NominationsPresence(Schema):
    """A credited presence that a nomination rests on."""

    entry = fields.String(metadata={"description": "the entry of the hours ledger"})
    day = fields.Date()
    minutes = fields.Integer()
    measured = fields.Boolean(metadata={"description": "whether a device measured it"})
    person = fields.Integer(
        metadata={"description": "the same for presences of one person of this nomination, who is not named"}
    )


class PresencesPage(Schema):
    """A page of them; all pages sum up to the figures of the nomination."""

    nomination_ref = fields.String()
    figures = fields.Dict(metadata={"description": "what all of them give"})
    presences = fields.List(fields.Nested(NominationsPresence), metadata={"description": "by day, then entry"})
    next = fields.String(allow_none=True, metadata={"description": "pass it as `after`; null on the last page"})


class Proposed(Schema):
    """Who or what is proposed, in the public notice."""

    nomination_ref = fields.String()
    cycle_ref = fields.String()
    category = fields.String(metadata={"description": "volunteer, project, organisation or community"})
    name = fields.String(metadata={"description": "of a person the first character; empty where none was given"})
    organisation = fields.String(allow_none=True, metadata={"description": "which answers for it; null of a person"})
    statement = fields.String(allow_none=True, metadata={"description": "why, as who nominated says it"})
    notice_from = fields.String(metadata={"description": "first day of the public notice"})
    notice_to = fields.String(metadata={"description": "last day on which may be objected"})
    object_by = fields.String(metadata={"description": "the request by which a person objects"})


class Notices(Schema):
    """What is in public notice today."""

    as_of = fields.Date()
    proposed = fields.List(fields.Nested(Proposed))


class CertificateView(Schema):
    """What a certificate says."""

    nomination_ref = fields.String()
    cycle_ref = fields.String()
    category = fields.String()
    serial = fields.String(metadata={"description": "the same whenever it is asked for"})
    name = fields.String(
        allow_none=True,
        metadata={"description": "a person's whole to who may; to others its first character; null where not given"},
    )
    awarded_on = fields.Date(metadata={"description": "the day after the public notice"})


class Filing(Asked):
    """Object to a nomination that is in public notice, as a person, or for the whole province in a person's name."""

    objection_ref = reference()
    statement = Text(1_000, public=False, required=True, metadata={"description": "what is wrong with it; kept sealed"})


class Ruling(Asked):
    """Decide on an objection, as another person than who objected, and none who is near to who is nominated."""

    upheld = flag()
    why = name(200)


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
    filed_by = fields.String(metadata={"description": "who filed it in the public notice"})
    decided_by = fields.String(
        metadata={"description": "who decided on it; of who is erased a name that leads nowhere"}
    )
    decided_at = fields.String()
    why = fields.String(metadata={"description": "why it was upheld or not"})


class FiledObjectionView(ObjectionView):
    """An objection as who filed it, or decides on it, is shown it."""

    statement = fields.String(metadata={"description": "what is said against the nomination"})
