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
