"""What is asked of codes, and shown of them."""

from __future__ import annotations

from typing import ClassVar

from marshmallow import Schema, fields

from shared.intake.asked import Asked
from shared.intake.fields import moment
from shared.intake.numbers import Whole

MOST_MINUTES = 24 * 60


class Wanted(Asked):
    """From when and for how long codes are asked for."""

    class Meta(Asked.Meta):
        include: ClassVar = {
            "from": moment(load_default=None, metadata={"description": "by default now"}),
        }

    minutes = Whole(
        1,
        MOST_MINUTES,
        load_default=10,
        metadata={"description": "how many; none further ahead than a device may be without a network"},
    )


class CodeView(Schema):
    """A code, and from when it is shown."""

    class Meta:
        include: ClassVar = {"from": fields.AwareDateTime(attribute="begins")}

    code = fields.String(metadata={"description": "the text of the QR code"})


class Codes(Schema):
    """The codes of a shift, in order: each is shown until the next one."""

    shift_ref = fields.String()
    seconds = fields.Integer(metadata={"description": "how long each is shown"})
    codes = fields.List(fields.Nested(CodeView))
