"""What is shown of suspected duplicates, and what a decision on them brings."""

from __future__ import annotations

from marshmallow import Schema, fields

from services.registry.volunteers.schemas import VolunteerView
from shared.intake.asked import Asked


class Member(VolunteerView):
    """A registration that may be of the same person as others."""

    class Meta:
        fields = ("volunteer", "volunteer_ref", "name", "home_region_code", "verified", "registered_on")


class SuspicionView(Schema):
    """Registrations that may be of one person."""

    suspicion_ref = fields.String()
    reason = fields.String(metadata={"description": "same_name_and_birth_date or same_phone"})
    state = fields.String(metadata={"description": "open, or dismissed: they are different persons"})
    volunteers = fields.List(fields.Nested(Member))
    crowded = fields.Boolean(metadata={"description": "whether there are more of them"})
    decided_by = fields.String(allow_none=True, metadata={"description": "who dismissed it"})


class Dismissal(Asked):
    """They are different persons: an empty object, as the token says who decides."""
