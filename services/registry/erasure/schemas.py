"""What is shown of all that is kept about a person, and of an erasure."""

from __future__ import annotations

from marshmallow import Schema, fields

from services.registry.volunteers.schemas import PersonalFacts, VolunteerView
from shared.intake.asked import Asked


class Registration(VolunteerView):
    """A registration with what belongs to it alone."""

    class Meta:
        exclude = ("personal", "name")

    references = fields.List(fields.String(), metadata={"description": "under which it is known"})
    steps = fields.Integer(metadata={"description": "how many events have told of it"})


class OtherName(VolunteerView):
    """What another source said of the person."""

    class Meta:
        exclude = ("name",)


class EverythingView(Schema):
    """All that the registry keeps about a person, opened."""

    registration = fields.Nested(Registration)
    personal = fields.Nested(PersonalFacts)
    names = fields.Dict(
        keys=fields.String(),
        values=fields.Nested(OtherName),
        metadata={"description": "what other sources said when they registered the person, by their references"},
    )
    records = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.Dict()),
        metadata={"description": "the rows that name the person, by kind"},
    )
    refusals = fields.List(fields.Dict(), metadata={"description": "rows that were not taken in, with what is kept"})


class ErasureOrder(Asked):
    """An empty object: the path says it all."""


class ErasureView(Schema):
    """What was erased."""

    erased = fields.List(fields.String(), metadata={"description": "the numbers, which name nobody now"})
