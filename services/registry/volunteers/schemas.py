"""What the registry takes of volunteers, as a CSV row or as a JSON body, and what it shows of them."""

from __future__ import annotations

from typing import Any

from marshmallow import RAISE, Schema, fields, post_load, validate

from services.registry.volunteers.documents import KINDS
from services.registry.volunteers.domain import Identity
from shared.web.fields import (
    Row,
    Skills,
    day,
    latitude,
    longitude,
    name,
    number,
    one_of,
    reference,
    region,
)

STUDENT_STAGES = ("primary", "junior_high", "senior_high", "university")
PHONE = validate.Regexp(r"^\+?[0-9][0-9-]{4,19}$", error="must be a telephone number: digits, hyphens, a leading +")


class VolunteerRow(Row):
    """A row of volunteers.csv."""

    volunteer_ref = reference()
    name = name(100)
    document_type = one_of(*KINDS)
    document_number = number()
    birth_date = day(required=True)
    sex = one_of("F", "M")
    phone = fields.String(required=True, validate=PHONE)
    home_region_code = region()
    skills = Skills(load_default=None, allow_none=True, metadata={"description": "a list, or a text joined by |"})
    party_member = fields.Boolean(required=True)
    league_member = fields.Boolean(required=True)
    student_stage = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(STUDENT_STAGES))
    guardian_consent_on = day(load_default=None, allow_none=True)
    identity_status = one_of(Identity.VERIFIED.value, Identity.UNVERIFIED.value)
    latitude = latitude()
    longitude = longitude()

    @post_load
    def _no_skills_is_a_list(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {**data, "skills": data["skills"] or []}


class Consent(Schema):
    """A guardian's consent."""

    class Meta:
        unknown = RAISE

    given_on = day(required=True)


class Verification(Schema):
    """The identity authority's answer."""

    class Meta:
        unknown = RAISE

    status = one_of(Identity.VERIFIED.value, Identity.UNVERIFIED.value)


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


class VolunteerView(Schema):
    """A volunteer as shown; `personal` only with the scope registry:personal."""

    volunteer = fields.String()
    volunteer_ref = fields.String()
    name = fields.String(metadata={"description": "masked"})
    home_region_code = fields.String()
    skills = fields.List(fields.String())
    student_stage = fields.String(allow_none=True)
    guardian_consent_on = fields.String(allow_none=True)
    verified = fields.Boolean()
    identity = fields.String(metadata={"description": "asked, verified or unverified"})
    merged_into = fields.String(metadata={"description": "the registration that stands for this one while merged"})
    personal = fields.Nested(PersonalFacts)


class AsOf(Schema):
    """A day in China."""

    class Meta:
        unknown = RAISE

    as_of = day(load_default=None, metadata={"description": "homes and merges as of its end; the last known without"})
