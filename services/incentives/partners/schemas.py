"""What incentives takes of partners, as a CSV row or as a JSON body, and what it shows of them."""

from __future__ import annotations

from marshmallow import Schema, fields

from shared.intake.fields import Row, name, one_of, reference

DEPARTMENTS = ("education", "human_resources", "transport", "health", "finance", "insurance")


class PartnerRow(Row):
    """A row of partners.csv."""

    partner_ref = reference()
    name = name()
    department = one_of(*DEPARTMENTS)


class PartnerView(Schema):
    """A partner as shown."""

    partner_ref = fields.String()
    name = fields.String()
    department = fields.String()
