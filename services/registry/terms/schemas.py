"""What the registry takes of terms of office, as a CSV row or as a JSON body, and what it shows of them."""

from __future__ import annotations

from marshmallow import Schema, fields

from services.registry.terms.domain import OFFICES
from shared.intake.asked import Asked
from shared.intake.fields import Row, day, in_order, one_of, reference


class TermRow(Row):
    """A row of terms.csv."""

    term_ref = reference()
    organisation_ref = reference()
    volunteer_ref = reference()
    office = one_of(*OFFICES)
    elected_on = day(required=True)
    ends_on = day(required=True)
    _in_order = in_order("elected_on", "ends_on")


class TermView(Schema):
    """A term of office as shown."""

    term_ref = fields.String()
    outcome = fields.String(metadata={"description": "accepted, held:<reason> or refused:<reason>"})
    organisation_ref = fields.String()
    volunteer = fields.String(metadata={"description": "the volunteer's number, once accepted"})
    volunteer_ref = fields.String()
    office = fields.String()
    elected_on = fields.String()
    ends_on = fields.String(metadata={"description": "the last day, unless a later election ends it before"})


class TermEnd(Asked):
    """End a term earlier: set its last day."""

    ends_on = day(required=True)
