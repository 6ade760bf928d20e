"""What matching takes of needs and offers, as a CSV row or as a JSON body, and what it shows of them."""

from __future__ import annotations

from marshmallow import Schema, fields

from services.matching.resources.domain import CATEGORIES
from shared.intake.asked import Asked
from shared.intake.fields import Row, day, in_order, latitude, longitude, name, one_of, optional_day, reference, region
from shared.intake.fields import whole as whole_number
from shared.intake.texts import Text

MOST_UNITS = 10_000_000_000
"""A hundred million yuan in fen: sums of units and metres stay far below 64 bits."""
LONGEST_UNIT = 40
LONGEST_DONOR = 200


class NeedRow(Row):
    """A row of needs.csv."""

    need_ref = reference()
    organisation_ref = reference()
    region_code = region()
    latitude = latitude()
    longitude = longitude()
    category = one_of(*CATEGORIES)
    unit = name(LONGEST_UNIT)
    quantity = whole_number(0, MOST_UNITS)
    opened_on = day(required=True)
    closed_on = optional_day()
    _in_order = in_order("opened_on", "closed_on")


class OfferRow(Row):
    """A row of offers.csv. A donor may be a person: the name and the place are stored sealed."""

    offer_ref = reference()
    donor = Text(LONGEST_DONOR, public=False, required=True)
    scope_region_code = region()
    latitude = latitude()
    longitude = longitude()
    category = one_of(*CATEGORIES)
    unit = name(LONGEST_UNIT)
    quantity = whole_number(0, MOST_UNITS)
    opened_on = day(required=True)
    closed_on = optional_day()
    _in_order = in_order("opened_on", "closed_on")


class Closing(Asked):
    """Close it: its last day, or put that right."""

    closed_on = day(required=True, metadata={"description": "the last day on which it is open"})


class Resource(Schema):
    """What needs and offers have both."""

    outcome = fields.String(metadata={"description": "accepted, or held for what is not known yet"})
    category = fields.String()
    unit = fields.String()
    quantity = fields.Integer(metadata={"description": "whole units"})
    opened_on = fields.String()
    closed_on = fields.String(allow_none=True, metadata={"description": "the last day on which it is open"})


class NeedView(Resource):
    """A need as shown."""

    need_ref = fields.String()
    organisation_ref = fields.String()
    region_code = fields.String()
    latitude = fields.Float()
    longitude = fields.Float()


class OfferView(Resource):
    """An offer as shown: neither who gives it nor where exactly it is."""

    offer_ref = fields.String()
    scope_region_code = fields.String(metadata={"description": "for which region it is"})
    near_latitude = fields.Float(metadata={"description": "where it is, to a tenth of a degree"})
    near_longitude = fields.Float(metadata={"description": "where it is, to a tenth of a degree"})


class DonorView(Schema):
    """Who gives an offer, and where it is."""

    offer_ref = fields.String()
    donor = fields.String()
    latitude = fields.Float()
    longitude = fields.Float()
