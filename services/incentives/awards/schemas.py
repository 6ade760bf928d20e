"""What incentives takes of award cycles, as a CSV row or as a JSON body, and what it shows of them."""

from __future__ import annotations

from marshmallow import Schema, fields

from shared.intake.fields import Row, day, in_order, one_of, optional_whole, reference, whole

CATEGORIES = ("volunteer", "project", "organisation", "community")
MOST_MINUTES = 100_000_000_000
MOST_PEOPLE = 1_000_000_000
MOST_DAYS = 366
MOST_QUOTA = 100_000
ALL_OF_IT = 100
"""Per cent."""


class AwardCycleRow(Row):
    """A row of award_cycles.csv: one category of a cycle, who is eligible in it, and its days (rules-network.md 12)."""

    cycle_ref = reference()
    category = one_of(*CATEGORIES)
    period_from = day(required=True)
    period_to = day(required=True)
    nominations_from = day(required=True)
    nominations_to = day(required=True)
    notice_days = whole(0, MOST_DAYS)
    quota = whole(0, MOST_QUOTA)
    min_minutes = optional_whole(MOST_MINUTES)
    min_minutes_in_period = optional_whole(MOST_MINUTES)
    min_volunteers = optional_whole(MOST_PEOPLE)
    min_measured_share = optional_whole(ALL_OF_IT)

    _period = in_order("period_from", "period_to")
    _nominations = in_order("nominations_from", "nominations_to")


class AwardCycleView(Schema):
    """One category of an award cycle, as shown."""

    cycle_ref = fields.String()
    category = fields.String(metadata={"description": "volunteer, project, organisation or community"})
    period_from = fields.String(metadata={"description": "first day whose service counts"})
    period_to = fields.String(metadata={"description": "last day whose service counts"})
    nominations_from = fields.String(metadata={"description": "first day on which may be nominated"})
    nominations_to = fields.String(metadata={"description": "last day on which may be nominated; review follows"})
    review_to = fields.String(metadata={"description": "last day of the review"})
    notice_from = fields.String(metadata={"description": "first day of the public notice"})
    notice_to = fields.String(metadata={"description": "last day of the public notice; before notice_from: none"})
    notice_days = fields.Integer(metadata={"description": "how many days of public notice follow the review"})
    quota = fields.Integer(metadata={"description": "how many are awarded at most"})
    min_minutes = fields.Integer(allow_none=True, metadata={"description": "the least credited minutes in all"})
    min_minutes_in_period = fields.Integer(allow_none=True, metadata={"description": "the least in the period"})
    min_volunteers = fields.Integer(allow_none=True, metadata={"description": "the least distinct volunteers"})
    min_measured_share = fields.Integer(
        allow_none=True, metadata={"description": "the least share of minutes that were measured, in per cent"}
    )
