"""What explanations are asked, and how they are shown."""

from __future__ import annotations

from marshmallow import Schema, fields

from services.incentives.explanations.domain import KINDS
from shared.intake.fields import cursor, filter_by
from shared.intake.numbers import Whole
from shared.web.days import AsOf

MOST, USUAL = 1_000, 100


class DecidingRule(Schema):
    """The rule that decided; of a benefit the benefit itself."""

    name = fields.String()
    version = fields.Integer()
    region_code = fields.String()
    holds_from = fields.String(metadata={"description": "its first day"})


class CountedDays(Schema):
    """The days on which an entry counts, both inside."""

    first = fields.Date()
    last = fields.Date()


class SumOfKind(Schema):
    """What the entries of a kind give."""

    kind = fields.String(metadata={"description": ", ".join(KINDS)})
    minutes = fields.Integer()
    entries = fields.Integer(metadata={"description": "how many"})


class SumOfYear(Schema):
    """What the entries of a calendar year give."""

    year = fields.String()
    minutes = fields.Integer()
    entries = fields.Integer(metadata={"description": "how many"})


class Lacking(Schema):
    """Something that the next step takes."""

    what = fields.String(metadata={"description": "minutes, minutes_in_period, stars, or a condition that fails"})
    amount = fields.Integer(allow_none=True, metadata={"description": "how many more; null for what is no number"})
    text = fields.String(metadata={"description": "for people, in the request's language"})


class ExplainedStanding(Schema):
    """One thing that a volunteer has, or lacks."""

    of = fields.String(
        metadata={
            "description": "stars, student_stars, award, points/<city code>, benefit/<reference>, or "
            "nomination/<reference>"
        }
    )
    value = fields.Integer(allow_none=True, metadata={"description": "stars or points; null for what is no number"})
    state = fields.String(
        allow_none=True,
        metadata={
            "description": "what a benefit or a nomination is; eligible or not_eligible for the award; null for a "
            "number"
        },
    )
    next = fields.String(
        allow_none=True, metadata={"description": "what the next step gives; null where there is none"}
    )
    policy = fields.Nested(DecidingRule)
    rule = fields.Dict(keys=fields.String(), metadata={"description": "what the rule says, by name"})
    rule_text = fields.String(metadata={"description": "the rule for people, in the request's language"})
    result = fields.String(metadata={"description": "what it gave, for people, in the request's language"})
    window = fields.Nested(
        CountedDays, allow_none=True, metadata={"description": "null where all days up to as_of count"}
    )
    minutes = fields.Integer(metadata={"description": "of all entries that count"})
    entries = fields.Integer(metadata={"description": "how many count; .../explanation/entries?of= has them"})
    sums = fields.List(fields.Nested(SumOfKind))
    years = fields.List(fields.Nested(SumOfYear))
    lacking = fields.List(fields.Nested(Lacking), metadata={"description": "what the next step takes"})


class ExplanationView(Schema):
    """What a volunteer has on a day, explained."""

    volunteer = fields.String(metadata={"description": "the volunteer's number"})
    as_of = fields.Date()
    merged_into = fields.String(
        allow_none=True,
        metadata={"description": "of one that is merged away: the reference of the registration that has all of it"},
    )
    standings = fields.List(fields.Nested(ExplainedStanding))


class EntriesQuery(AsOf):
    """Which explanation's entries, and which page of them."""

    of = filter_by(required=True, metadata={"description": "as the explanation calls it"})
    after = cursor(metadata={"description": "the `next` of the page before, which says the day, too"})
    limit = Whole(1, MOST, load_default=USUAL)


class ExplainedEntry(Schema):
    """A credited entry of the hours ledger that counts."""

    id = fields.String()
    kind = fields.String(metadata={"description": ", ".join(KINDS)})
    region_code = fields.String()
    day = fields.Date()
    minutes = fields.Integer()


class EntriesPage(Schema):
    """A page of the entries that count; the minutes of all pages are those of the explanation."""

    volunteer = fields.String()
    as_of = fields.Date()
    of = fields.String()
    minutes = fields.Integer(metadata={"description": "of the entries of all pages"})
    entries = fields.List(fields.Nested(ExplainedEntry), metadata={"description": "by day, then id"})
    next = fields.String(allow_none=True, metadata={"description": "pass it as `after`; null on the last page"})
