"""What reviews take and show over HTTP."""

from __future__ import annotations

from marshmallow import Schema, fields

from shared.intake.asked import Asked
from shared.intake.fields import cursor
from shared.intake.numbers import Whole


class Page(Asked):
    """Which reviews are asked for."""

    after = cursor(load_default=None, metadata={"description": "the `next` of the page before"})
    limit = Whole(1, 1_000, load_default=100)


class Overlap(Schema):
    """Two entries that credit the same time."""

    entries = fields.List(fields.String(), metadata={"description": "of the merged registration, and of another"})
    starts_at = fields.AwareDateTime()
    ends_at = fields.AwareDateTime()
    minutes = fields.Integer(metadata={"description": "that are credited twice"})


class Review(Schema):
    """Something that a person must decide; until then it counts."""

    reason = fields.String(metadata={"description": "overlap_after_merge"})
    merge_ref = fields.String()
    kept = fields.String(metadata={"description": "the number of the registration that stays"})
    merged = fields.String(metadata={"description": "the number of the registration that is merged into it"})
    overlaps = fields.List(fields.Nested(Overlap))


class Waiting(Schema):
    """A presence on which who asks may decide."""

    attendance_ref = fields.String()
    reason = fields.String(
        metadata={"description": "what it waits for, such as overlap, second_person_required or parent_approval"}
    )
    due_on = fields.String(metadata={"description": "the last day in time: 10 working days after the service"})
    overdue = fields.Boolean(metadata={"description": "whether that is over"})
    volunteer = fields.String(metadata={"description": "the number"})
    shift_ref = fields.String()
    region_code = fields.String()
    organisation_ref = fields.String(allow_none=True, metadata={"description": "who runs the shift, where known"})
    checked_in_at = fields.String()
    checked_out_at = fields.String(allow_none=True)
    proposed_end = fields.String(
        allow_none=True, metadata={"description": "of what waits for its end the shift's, which a verdict confirms"}
    )
    method = fields.String()
    recorded_by = fields.String(allow_none=True)
    approvals = fields.List(fields.String(), metadata={"description": "that it was given"})


class AllWaiting(Schema):
    """A page of what waits."""

    waiting = fields.List(fields.Nested(Waiting))
    next = fields.String(allow_none=True, metadata={"description": "pass it as `after`; null on the last page"})


class FlaggedPresence(Schema):
    """A presence that people should look at, and what became of it all the same."""

    attendance_ref = fields.String()
    shift_ref = fields.String()
    volunteer = fields.String(metadata={"description": "the number; missing while the volunteer is unknown"})
    flags = fields.List(
        fields.String(),
        metadata={
            "description": "such as fraud_attempt, beyond_capacity, closed_by_rule; not_signed_out waits for its end"
        },
    )
    proposed_end = fields.String(
        allow_none=True, metadata={"description": "of what waits for its end the shift's, which a verdict confirms"}
    )
    outcome = fields.String(metadata={"description": "credited, held:<reason> or rejected:<reason>"})


class FlaggedDay(Schema):
    """A day of somebody that people should look at; it counts all the same."""

    volunteer = fields.String(metadata={"description": "the number"})
    day = fields.String(metadata={"description": "in China"})
    flags = fields.List(
        fields.String(),
        metadata={
            "description": "long_day: more than 16 hours; together_parent, together_provincial: presences that "
            "together would have asked for an approval; travel: nobody gets from one site to the next in the time"
        },
    )
    minutes = fields.Integer(metadata={"description": "credited on that day"})
    entries = fields.List(fields.String(), metadata={"description": "of the ledger"})


class Reviews(Schema):
    """A page of reviews."""

    reviews = fields.List(fields.Nested(Review))
    next = fields.String(allow_none=True, metadata={"description": "pass it as `after`; null on the last page"})
