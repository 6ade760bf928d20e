"""What the HTTP interface of fixed places takes and gives."""

from __future__ import annotations

from marshmallow import Schema, fields

from shared.intake.asked import Asked
from shared.intake.numbers import Flag


class Fixing(Asked):
    """Whether a volunteer's place in a shift is fixed."""

    fixed = Flag(required=True, metadata={"description": "false takes it back"})


class FixedPlace(Schema):
    """What somebody who runs a shift has said of a volunteer's place in it."""

    shift_ref = fields.String()
    volunteer = fields.String()
    volunteer_ref = fields.String()
    fixed = fields.Boolean()
    decided_by = fields.String(metadata={"description": "who said so last"})
    decided_at = fields.String()
