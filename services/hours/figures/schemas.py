"""What the figures of hours show over HTTP."""

from __future__ import annotations

from marshmallow import Schema, fields


def _counts(description: str) -> fields.Dict:
    return fields.Dict(fields.String(), fields.Integer(), metadata={"description": description})


class OfProgramme(Schema):
    """What was served in the projects of a programme."""

    minutes = fields.Integer(metadata={"description": "credited"})
    volunteers = fields.Integer(metadata={"description": "distinct persons"})
    organisations = fields.Integer(metadata={"description": "distinct ones, of the posts"})
    by_target_group = _counts("credited minutes by the projects' target group")


class Figures(Schema):
    """Figures of activity and of programmes as of a day."""

    as_of = fields.Date()
    active_30 = _counts("by home city, who served on one of the last 30 days")
    active_90 = _counts("by home city, who served on one of the last 90 days")
    stickiness_90 = fields.Dict(
        fields.String(),
        fields.String(allow_none=True),
        metadata={
            "description": "by home city and for the province, of those active on the 90 days before the last 90 the "
            "share that is active on the last 90, too; null where nobody was"
        },
    )
    programmes = fields.Dict(
        fields.String(),
        fields.Nested(OfProgramme),
        metadata={"description": "by programme, of the whole province; those in which nobody served are left out"},
    )
    joint_shifts = fields.Integer(
        metadata={
            "description": "shifts of hk_macao in which somebody with a document of Hong Kong or Macao served, and "
            "somebody with a resident card"
        }
    )
