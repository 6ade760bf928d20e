"""The collection of stations with its indexes, and the copy of the sites at which they stand."""

from __future__ import annotations

from pymongo.database import Database

from services.registry.stations.domain import STATION_KINDS
from services.registry.stations.kind import SITES, STATIONS
from shared.lists import Listing
from shared.store.client import Document
from shared.store.migrations import collection

LISTING = Listing(
    STATIONS.name,
    "station_ref",
    ("organisation_ref", "kind", "outcome"),
    sorts=("opened_on",),
    words={"kind": STATION_KINDS},
)


def collections(database: Database[Document]) -> None:
    """Stations, by reference, by organisation, by kind, by outcome, and by place; sites by reference alone."""
    STATIONS.collections(database, *LISTING.indexes)
    collection(database, SITES)
