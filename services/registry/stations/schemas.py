"""What the registry takes of stations, as a CSV row or as a JSON body, and what it shows of them."""

from __future__ import annotations

from marshmallow import Schema, fields

from services.registry.stations.domain import STATION_KINDS
from shared.intake.asked import Asked
from shared.intake.fields import Row, day, in_order, name, one_of, optional_day, reference


class StationRow(Row):
    """A row of stations.csv."""

    station_ref = reference(metadata={"description": "its site's reference"})
    name = name()
    organisation_ref = reference()
    kind = one_of(*STATION_KINDS)
    opened_on = day(required=True)
    closed_on = optional_day()
    _in_order = in_order("opened_on", "closed_on")


class StationView(Schema):
    """A volunteer home or station as shown."""

    station_ref = fields.String()
    outcome = fields.String(metadata={"description": "accepted, or held for what is not known yet"})
    name = fields.String()
    organisation_ref = fields.String()
    kind = fields.String()
    region_code = fields.String(attribute="of_region", metadata={"description": "its site's, once accepted"})
    opened_on = fields.String()
    closed_on = fields.String(allow_none=True, metadata={"description": "the first day on which it is closed"})
    earlier = fields.List(
        fields.List(fields.String()), metadata={"description": "days of earlier openings and closings, if any"}
    )


class Closing(Asked):
    """Close a station."""

    closed_on = day(required=True, metadata={"description": "the first day on which it is closed"})


class Reopening(Asked):
    """Open a closed station again."""

    opened_on = day(required=True, metadata={"description": "the first day on which it is open again"})
