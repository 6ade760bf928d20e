"""What the HTTP interface of standings takes and gives."""

from __future__ import annotations

from marshmallow import Schema, fields


class Policy(Schema):
    """The rule that decided."""

    name = fields.String()
    version = fields.Integer()
    region_code = fields.String()
    holds_from = fields.Date()


class Entry(Schema):
    """A credited entry of the hours ledger."""

    id = fields.String()
    region_code = fields.String()
    day = fields.Date()
    minutes = fields.Integer()


class Stars(Schema):
    """The star rating."""

    stars = fields.Integer()
    minutes = fields.Integer()
    entries = fields.List(fields.String(), metadata={"description": "the ledger entries that it rests on"})
    policy = fields.Nested(Policy)


class Points(Schema):
    """A city's points."""

    points = fields.Integer()
    entries = fields.List(fields.String(), metadata={"description": "the ledger entries inside the window"})
    policy = fields.Nested(Policy)


class Period(Schema):
    """Days, both inside."""

    first = fields.Date()
    last = fields.Date()


class Eligibility(Schema):
    """Eligibility for an award."""

    eligible = fields.Boolean()
    minutes = fields.Integer()
    period_minutes = fields.Integer()
    period = fields.Nested(Period)
    entries = fields.List(fields.String(), metadata={"description": "the ledger entries that it rests on"})
    policy = fields.Nested(Policy)


class Student(Schema):
    """What the stars of a student rest on."""

    entries = fields.List(fields.String(), metadata={"description": "the ledger entries of the university stage"})
    policy = fields.Nested(Policy)


class Standing(Schema):
    """What a volunteer has on a day."""

    volunteer = fields.String(metadata={"description": "the volunteer's number"})
    merged_into = fields.String(
        allow_none=True,
        metadata={
            "description": "of one that is merged away on the day: the reference of the registration that stands for "
            "the person, and has all that follows; null where it was erased"
        },
    )
    home_region_code = fields.String(allow_none=True)
    as_of = fields.Date()
    stars = fields.Nested(Stars)
    points = fields.Dict(keys=fields.String(), values=fields.Nested(Points), metadata={"description": "by city code"})
    award = fields.Nested(Eligibility)
    student_minutes = fields.Integer(
        metadata={
            "description": "minutes of presences since the start of the university stage; 0 for who is no student"
        }
    )
    student_stars = fields.Integer(metadata={"description": "stars by these minutes alone"})
    student = fields.Nested(Student, metadata={"description": "what these two rest on"})
    entries = fields.List(fields.Nested(Entry), metadata={"description": "all entries up to the day"})
