"""What the figures of projects show over HTTP."""

from __future__ import annotations

from marshmallow import Schema, fields


class Figures(Schema):
    """Figures of projects as of a day."""

    as_of = fields.Date()
    backbone = fields.Dict(
        fields.String(),
        fields.Integer(),
        metadata={
            "description": "by category, and all: how many passed a course for backbone volunteers that has ended"
        },
    )
    pairing_coverage = fields.Dict(
        fields.String(),
        fields.Dict(fields.String(), fields.List(fields.Raw())),
        metadata={
            "description": "by kind of beneficiary, then by city, and 440000 for all: those with an active pairing, "
            "all that are registered, and the share with four decimals"
        },
    )
    visits_overdue = fields.Dict(
        fields.String(), fields.Integer(), metadata={"description": "by city: how many pairings lack a visit"}
    )
    no_shows = fields.Integer(
        metadata={"description": "confirmed sign-ups to shifts that ended, of whom no presence was logged there"}
    )
    lessons = fields.Dict(
        fields.String(),
        fields.Raw(),
        metadata={
            "description": "by kind: how many were given; and balance, with four decimals: 1 where all five are as "
            "many, 0 where one is missing"
        },
    )
