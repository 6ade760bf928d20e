"""What incentives takes of partners, as a CSV row or as a JSON body, and what it shows of them."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.incentives.partners.domain import FIELDS, KNOWN_BY, PURPOSES, TYPES
from shared.intake.asked import Asked
from shared.intake.fields import Row, name, one_of, reference
from shared.intake.texts import Form, Text, Word

LONGEST_ENDPOINT = 500
DEPARTMENTS = ("education", "human_resources", "transport", "health", "finance", "insurance")


class PartnerRow(Row):
    """A row of partners.csv."""

    partner_ref = reference()
    name = name()
    department = one_of(*DEPARTMENTS)


def _some_of(*words: str) -> fields.List[str]:
    """Some words of a list, or none."""
    return fields.List(Word(validate=validate.OneOf(words)), required=True, validate=validate.Length(max=len(words)))


class Contract(Asked):
    """Agree what a partner is told, from the next event on; without a type of event it is told nothing any more."""

    contact = Text(200, public=False, required=True, metadata={"description": "whom to ask there; kept sealed"})
    purpose = one_of(*PURPOSES, metadata={"description": "what volunteers must have consented to"})
    types = _some_of(*TYPES)
    allowed = _some_of(*FIELDS)
    known_by = one_of(*KNOWN_BY, metadata={"description": "how a person is named: pseudonym or number"})
    endpoint = Word(
        load_default=None,
        allow_none=True,
        validate=[validate.Length(max=LONGEST_ENDPOINT), Form("^[!-~]+$", error="is no address")],
        metadata={"description": "where it is sent that, encrypted; kept sealed. Without one it reads its feed"},
    )


class ContractView(Schema):
    """What is agreed with a partner, as shown."""

    purpose = fields.String()
    types = fields.List(fields.String())
    allowed = fields.List(fields.String(), metadata={"description": "the fields of events that it is told"})
    known_by = fields.String()


class PartnerView(Schema):
    """A partner as shown."""

    partner_ref = fields.String()
    name = fields.String()
    department = fields.String()
    contract = fields.Nested(ContractView, metadata={"description": "what it is told; none before that is agreed"})
