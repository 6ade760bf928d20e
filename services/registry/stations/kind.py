"""Volunteer homes and stations as a kind of row: they wait for their site, whose reference they bear."""

from __future__ import annotations

from services.registry.organisations.kind import needs_organisation
from services.registry.stations.domain import told
from services.registry.stations.schemas import StationRow
from services.registry.undecided import UNDECIDED
from shared.kinds import Case, Kind, Need, Place

SITES = "sites"


def _place(station: Case) -> Place:
    """The organisation's, where its site is."""
    return Place(station.known["station_ref"]["region_code"], station["organisation_ref"])


STATIONS = Kind(
    "stations",
    StationRow,
    "station_ref",
    "registry:write",
    place=_place,
    needs=(Need("station_ref", SITES, word="site"), needs_organisation()),
    event="station.opened.v1",
    tell=lambda station: told(station.facts, station.known["station_ref"]["region_code"]),
    undecided=UNDECIDED,
    lives=True,
)
