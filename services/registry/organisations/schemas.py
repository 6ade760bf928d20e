"""What the registry takes of organisations, as a CSV row or as a JSON body, and what it shows of them."""

from __future__ import annotations

from marshmallow import RAISE, Schema, fields, validate

from services.registry.organisations.domain import ORGANISATION_KINDS
from shared.web.fields import Row, name, one_of, optional_reference, reference, region


class OrganisationRow(Row):
    """A row of organisations.csv."""

    organisation_ref = reference()
    name = name()
    kind = one_of(*ORGANISATION_KINDS)
    region_code = region()
    parent_ref = optional_reference()


class OrganisationView(Schema):
    """An organisation as shown."""

    organisation_ref = fields.String()
    name = fields.String()
    kind = fields.String()
    region_code = fields.String()
    parent_ref = fields.String(allow_none=True)


class OrganisationPage(Schema):
    """Organisations by reference, a page at a time."""

    organisations = fields.List(fields.Nested(OrganisationView))
    next = fields.String(allow_none=True, metadata={"description": "pass it as `after`; null on the last page"})


class OrganisationQuery(Schema):
    """Which organisations."""

    class Meta:
        unknown = RAISE

    region_code = fields.String(metadata={"description": "only of this region"})
    parent_ref = fields.String(metadata={"description": "only those right below this one"})
    after = fields.String(metadata={"description": "the `next` of the page before"})
    limit = fields.Integer(load_default=100, validate=validate.Range(1, 1000))
