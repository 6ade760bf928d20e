"""What the registry takes of volunteers, as a CSV row or as a JSON body, and what it shows of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from marshmallow import Schema, fields, validate

from services.registry.volunteers.application import application_faults
from services.registry.volunteers.documents import KINDS
from services.registry.volunteers.domain import Identity
from shared import clock
from shared.intake.asked import Asked
from shared.intake.fields import (
    Row,
    Skills,
    day,
    flag,
    latitude,
    longitude,
    name,
    number,
    one_of,
    reference,
    region,
)
from shared.intake.texts import Form, Word
from shared.rules.faults import Fault

STUDENT_STAGES = ("primary", "junior_high", "senior_high", "university")
PHONE = Form(r"^\+?[0-9][0-9-]{4,19}$", error="must be a telephone number: digits, hyphens, a leading +")


def phone() -> Word:
    """A required telephone number."""
    return Word(required=True, validate=PHONE)


def stage(**options: Any) -> Word:
    """A stage of school, or none."""
    return Word(allow_none=True, validate=validate.OneOf(STUDENT_STAGES), **options)


class VolunteerRow(Row):
    """A row of volunteers.csv."""

    added = frozenset({"registered_on"})

    volunteer_ref = reference()
    name = name(100)
    document_type = one_of(*KINDS)
    document_number = number()
    birth_date = day(required=True)
    sex = one_of("F", "M")
    phone = phone()
    home_region_code = region()
    skills = Skills(load_default=None, allow_none=True, metadata={"description": "a list, or a text joined by |"})
    party_member = flag()
    league_member = flag()
    student_stage = stage(load_default=None)
    guardian_consent_on = day(load_default=None, allow_none=True)
    identity_status = one_of(Identity.VERIFIED.value, Identity.UNVERIFIED.value)
    latitude = latitude()
    longitude = longitude()
    registered_on = day(load_default=None, allow_none=True)

    def faults(self, loaded: Mapping[str, Any]) -> Iterable[Fault]:
        """What a registration rests on holds together, and no day of it is to come."""
        return application_faults(loaded, clock.today())


class Step(Asked):
    """What a step of a volunteer's life brings: all of it, and nothing else."""


class Consent(Step):
    """A guardian consented to a minor's service on a day."""

    given_on = day(required=True)


class Verification(Step):
    """The identity authority answered late, or otherwise than before."""

    status = one_of(Identity.VERIFIED.value, Identity.UNVERIFIED.value)


class Contact(Step):
    """The person is reached under another telephone number."""

    phone = phone()


class Home(Step):
    """The person lives at another place; its home region is changed by a transfer."""

    latitude = latitude()
    longitude = longitude()


class KnownSkills(Step):
    """What the person can do, all of it."""

    skills = Skills(required=True)


class Stage(Step):
    """The person learns at another stage of school, or (null) no longer."""

    student_stage = stage(required=True)


class Renewal(Step):
    """The same person has another document; who says so has seen both."""

    document_type = one_of(*KINDS)
    document_number = number()


class PersonalFacts(Schema):
    """All that is kept sealed."""

    name = fields.String()
    document_type = fields.String()
    document_number = fields.String()
    phone = fields.String()
    birth_date = fields.String()
    sex = fields.String()
    party_member = fields.Boolean()
    league_member = fields.Boolean()
    latitude = fields.Float()
    longitude = fields.Float()


class EvidenceView(Schema):
    """What shows that the identity authority answered."""

    request_id = fields.String(allow_none=True, metadata={"description": "the question's; null where it was not asked"})
    answer = fields.String()
    at = fields.String()
    authority = fields.String(metadata={"description": "which, or who brought its answer"})


class VolunteerView(Schema):
    """A volunteer as shown; `personal` only with the scope registry:personal."""

    volunteer = fields.String()
    volunteer_ref = fields.String()
    name = fields.String(metadata={"description": "masked"})
    home_region_code = fields.String()
    skills = fields.List(fields.String())
    student_stage = fields.String(allow_none=True)
    guardian_consent_on = fields.String(allow_none=True)
    registered_on = fields.String(allow_none=True, metadata={"description": "the first day as a volunteer"})
    verified = fields.Boolean()
    identity = fields.String(metadata={"description": "asked, verified or unverified"})
    evidence = fields.Nested(
        EvidenceView, metadata={"description": "of the authority's last answer, where one is kept; the network's own"}
    )
    merged_into = fields.String(metadata={"description": "the registration that stands for this one while merged"})
    personal = fields.Nested(PersonalFacts)


class VolunteerLine(VolunteerView):
    """A volunteer in a list, under one of the references: who it is, not what the person can or is."""

    class Meta:
        fields = (
            "volunteer",
            "volunteer_ref",
            "home_region_code",
            "identity",
            "verified",
            "registered_on",
            "merged_into",
        )
