"""What incentives takes of benefits, as a CSV row or as a JSON body, and what it shows of them."""

from __future__ import annotations

from typing import ClassVar

from marshmallow import Schema, fields

from shared.intake.fields import Row, day, in_order, name, optional_day, optional_whole, reference, region

MOST_STARS = 5
MOST_MINUTES = 100_000_000
MOST_DAYS = 36_600
"""A hundred years."""


class BenefitRow(Row):
    """A row of benefits.csv: what a partner offers to whom."""

    class Meta(Row.Meta):
        include: ClassVar = {"from": day(required=True), "to": optional_day()}

    benefit_ref = reference()
    partner_ref = reference()
    name = name()
    min_stars = optional_whole(MOST_STARS)
    min_minutes = optional_whole(MOST_MINUTES)
    within_days = optional_whole(MOST_DAYS)
    region_code = region()

    _in_order = in_order("from", "to")


class BenefitView(Schema):
    """A benefit as shown."""

    class Meta:
        include: ClassVar = {
            "from": fields.String(metadata={"description": "the first day"}),
            "to": fields.String(allow_none=True, metadata={"description": "the last day; null for no end"}),
        }

    benefit_ref = fields.String()
    outcome = fields.String(metadata={"description": "accepted, or held for what is not known yet"})
    partner_ref = fields.String()
    name = fields.String()
    min_stars = fields.Integer(allow_none=True, metadata={"description": "the least stars; null for any"})
    min_minutes = fields.Integer(allow_none=True, metadata={"description": "the least credited minutes; null for any"})
    within_days = fields.Integer(
        allow_none=True, metadata={"description": "of so many last days these minutes are; null for all"}
    )
    region_code = fields.String(metadata={"description": "for volunteers who belong there"})
