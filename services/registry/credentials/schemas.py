"""What the registry takes of licences and insurance, as a CSV row or as a JSON body, and what it shows of them."""

from __future__ import annotations

from typing import ClassVar

from marshmallow import Schema, fields

from services.registry.credentials import domain
from shared.intake.asked import Asked
from shared.intake.fields import Row, day, flag, in_order, name, one_of, optional_day, reference


class LicenceRow(Row):
    """A row of licences.csv."""

    licence_ref = reference()
    volunteer_ref = reference()
    kind = one_of(*domain.LICENCES)
    valid_from = day(required=True)
    valid_to = optional_day()
    verified = flag(metadata={"description": "whether its issuer confirmed it"})

    _in_order = in_order("valid_from", "valid_to")


class InsuranceRow(Row):
    """A row of insurance.csv."""

    class Meta(Row.Meta):
        include: ClassVar = {"from": day(required=True), "to": optional_day()}

    insurance_ref = reference()
    volunteer_ref = reference()
    insurer = name()

    _in_order = in_order("from", "to")


class LicenceVerification(Asked):
    """Record whether the issuer confirmed it."""

    verified = flag()


class LicenceEnd(Asked):
    """Set the last day on which it is valid."""

    valid_to = day(required=True)


class InsuranceEnd(Asked):
    """Set the last day that is covered."""

    to = day(required=True)


class LicenceView(Schema):
    """A licence as shown."""

    licence_ref = fields.String()
    outcome = fields.String(metadata={"description": "accepted, or held for what is not known yet"})
    volunteer = fields.String(metadata={"description": "the volunteer's number, once accepted"})
    volunteer_ref = fields.String()
    kind = fields.String()
    valid_from = fields.String()
    valid_to = fields.String(allow_none=True, metadata={"description": "the last day; null for no end"})
    verified = fields.Boolean()


class InsuranceView(Schema):
    """An insurance as shown."""

    class Meta:
        include: ClassVar = {
            "from": fields.String(metadata={"description": "the first day"}),
            "to": fields.String(allow_none=True, metadata={"description": "the last day; null for no end"}),
        }

    insurance_ref = fields.String()
    outcome = fields.String(metadata={"description": "accepted, or held for what is not known yet"})
    volunteer = fields.String(metadata={"description": "the volunteer's number, once accepted"})
    volunteer_ref = fields.String()
    insurer = fields.String()
