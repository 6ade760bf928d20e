"""What a city's roster is made of, without reading that of all others: its volunteers' names, and what they offer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from pymongo.database import Database

from services.matching.facts.domain import Offer
from services.matching.facts.persons import Persons
from services.matching.facts.repository import offer_of
from shared.regions import city_of, regions
from shared.store.bound import portions
from shared.store.client import Document
from shared.store.migrations import index
from shared.store.transaction import Store


def indexes(database: Database[Document]) -> None:
    """Let volunteers be found by where they are registered, and what some of them offer by its days."""
    database["volunteers"].create_indexes([index("home_region_code")])
    database["availability"].create_indexes([index("volunteer_ref", "day")])


def references(store: Store, city: str, persons: Persons) -> set[str]:
    """Every reference under which a person of a city may offer something: registered, merged into one, or named.

    Whose it is in the end, who opens the persons asks: one may turn out to be of another city.
    """
    places = [code for code in regions() if city_of(code) == city]
    names = {"volunteer_ref": 1}
    at_home = {one["_id"]: one for one in _find(store, "volunteers", "home_region_code", places, names)}
    numbers = persons.registrations(at_home)
    merged = _find(store, "volunteers", "_id", numbers - at_home.keys(), names)
    registered = {one["volunteer_ref"] for one in (*at_home.values(), *merged) if "volunteer_ref" in one}
    return registered | {one["_id"] for one in _find(store, "names", "volunteers", numbers, {"_id": 1})}


def offers(store: Store, references: Iterable[str], first: dt.date, last: dt.date) -> Iterator[Offer]:
    """What is offered under some references for days, both inside."""
    within = {"day": {"$gte": first.isoformat(), "$lte": last.isoformat()}}
    for some in portions(sorted(references)):
        yield from map(offer_of, store.database["availability"].find({"volunteer_ref": {"$in": list(some)}, **within}))


def _find(store: Store, name: str, field: str, values: Iterable[str], projection: Document) -> Iterator[Document]:
    for some in portions(sorted(values)):
        yield from store.database[name].find({field: {"$in": list(some)}}, projection)
