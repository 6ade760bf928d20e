"""The steps of the shape of matching's database, numbered from 1; one that was released is never changed."""

from __future__ import annotations

from pymongo.database import Database

from services.matching.allocations import repository as allocations
from services.matching.cities import repository as cities
from services.matching.declined import repository as declined
from services.matching.facts import in_city
from services.matching.facts import repository as facts
from services.matching.fixed import repository as fixed
from services.matching.openings import repository as openings
from services.matching.openings import sign_ups
from services.matching.resources import repository as resources
from services.matching.rosters import people
from services.matching.rosters import repository as rosters
from services.matching.tilts import repository as tilts
from shared.store.client import Document
from shared.store.migrations import Migration


def _first(database: Database[Document]) -> None:
    facts.collections(database)
    rosters.collections(database)


def _resources(database: Database[Document]) -> None:
    facts.availability_by_its_name(database)
    resources.collections(database)


def _cities(database: Database[Document]) -> None:
    cities.collections(database)
    in_city.indexes(database)
    rosters.collection_of_plans(database)


MIGRATIONS = [
    Migration(1, "volunteers, shifts, offers, credited intervals, rosters", _first),
    Migration(2, "merges, other names, who was erased; offers by their volunteer", facts.collections_of_ties),
    Migration(3, "a name of several numbers", facts.collection_of_names),
    Migration(4, "rosters without costs", rosters.forget_costs),
    Migration(5, "needs and offers; what was called offers is availability", _resources),
    Migration(6, "allocations of offers to needs", allocations.collections),
    Migration(7, "shifts that have opened, and who was asked", openings.collections),
    Migration(8, "who signed up for which shift", sign_ups.collections),
    Migration(9, "places that somebody has fixed", fixed.collections),
    Migration(10, "who said no to which shift", declined.collections),
    Migration(11, "rosters of several cities, and what is found by city", _cities),
    Migration(12, "versions of the tilt", tilts.collections),
    Migration(13, "rosters of several cities that are not settled", cities.open_runs),
    Migration(14, "whom stored rosters name", people.collections),
]
