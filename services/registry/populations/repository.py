"""The collection of populations: its indexes, and which are in force."""

from __future__ import annotations

import datetime as dt

from pymongo.database import Database

from services.registry.populations import domain
from services.registry.populations.kind import POPULATIONS
from shared.intake.times import FIRST_DAY
from shared.lists import Listing
from shared.store.client import Document
from shared.store.migrations import index
from shared.waiting import ACCEPTED

LISTING = Listing(
    POPULATIONS.name,
    "population_ref",
    ("kind", "region_code", "organisation_ref", "outcome"),
    words={"kind": domain.POPULATION_KINDS},
)
BY_DAY = index("kind", "outcome", "as_of")


def collections(database: Database[Document]) -> None:
    """Populations, by reference, by what they are of, by outcome and by place; those of a kind by day."""
    POPULATIONS.collections(database, *LISTING.indexes, BY_DAY)


def in_force(database: Database[Document], kind: str, day: dt.date) -> dict[str, int]:
    """How many there are of a kind as of a day, by region, or for members by organisation."""
    days = {"$gte": FIRST_DAY.isoformat(), "$lte": day.isoformat()}
    return domain.in_force(database[POPULATIONS.name].find({"kind": kind, "outcome": ACCEPTED, "as_of": days}), day)
