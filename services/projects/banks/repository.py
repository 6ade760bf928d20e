"""The bank of places, a copy of shifts with what their posts, sites and projects say, and the bank of projects.

A place is made anew from these whenever one of its events is heard. One that is none any more leaves its reference
until its shift would begin: so whoever makes it at that moment from what was before meets it, and is run again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any

from pymongo import DeleteOne, ReplaceOne
from pymongo.database import Database

from services.projects.posts.domain import SERVICES
from services.projects.posts.kind import POSTS
from services.projects.programmes.domain import TARGET_GROUPS
from services.projects.programmes.kind import LIST as LIST_OF_PROJECTS
from services.projects.programmes.kind import PROJECTS
from services.projects.programmes.plan import PROGRAMMES
from services.projects.publication.domain import PUBLISHED
from services.projects.shifts.kind import SHIFTS
from services.projects.shifts.repository import SEATS
from services.projects.sites.kind import SITES
from shared import waiting
from shared.clock import from_text, to_text
from shared.lists import Listing
from shared.store.bound import portions
from shared.store.client import Document
from shared.store.migrations import collection, index
from shared.store.transaction import Store, Transaction

PLACES = "places"
FIRST = ""
AT_ONCE = 200
LIST_OF_PLACES = Listing(
    PLACES,
    "shift_ref",
    filters=("programme", "target_group", "service", "project_ref", "starts_on"),
    sorts=("starts_at",),
    words={"programme": PROGRAMMES, "target_group": TARGET_GROUPS, "service": SERVICES},
)
BANK_OF_PROJECTS = replace(
    LIST_OF_PROJECTS,
    filters=("programme", "target_group", "risk", "stage"),
    always={"state": PUBLISHED},
    called="published_projects",
)


def collections(database: Database[Document]) -> None:
    """Places, by what they are listed by, and by cell and day."""
    collection(database, PLACES, *LIST_OF_PLACES.indexes, index("cell", "starts_on"), index("begins_at"))


def definitions(
    transaction: Transaction, references: Iterable[str]
) -> tuple[dict[str, Document], dict[str, Document], dict[str, Document], dict[str, Document]]:
    """Shifts that others may build on, with their posts, sites, and projects as far as these are known."""
    shifts = waiting.known(transaction, SHIFTS.name, references)
    posts = waiting.known(transaction, POSTS.name, {one["post_ref"] for one in shifts.values()})
    sites = waiting.known(transaction, SITES.name, {one["site_ref"] for one in posts.values()})
    named = {one["project_ref"] for one in posts.values() if one["project_ref"]}
    return shifts, posts, sites, waiting.known(transaction, PROJECTS.name, named)


def await_projects(transaction: Transaction, references: Iterable[str]) -> None:
    """Count on projects that are not known: who brings one at this moment is run again, and then heard of."""
    waiting.begin(transaction, PROJECTS.name, references)


def of_projects(transaction: Transaction, references: Iterable[str]) -> list[str]:
    """The shifts of places of projects."""
    return [one["_id"] for one in transaction[PLACES].where("project_ref", references, {"_id": 1})]


def keep(transaction: Transaction, places: Mapping[str, Document]) -> int:
    """Keep places as they are now, by their shifts; one that is none has nothing but when it would begin.

    How many were others before.
    """
    before = transaction[PLACES].by_id(places)
    changed = {one: some for one, some in places.items() if before.get(one) != {"_id": one, **some}}
    transaction[PLACES].write([ReplaceOne({"_id": one}, some, upsert=True) for one, some in changed.items()])
    return len(changed)


def shifts_of_places(store: Store) -> Iterator[list[str]]:
    """The shifts whose places are kept, in parts."""
    references = (one["_id"] for one in store.database[PLACES].find({}, {"_id": 1}))
    while some := list(islice(references, AT_ONCE)):
        yield some


def forget_unknown(transaction: Transaction, references: Iterable[str]) -> int:
    """Forget the places of what is no shift that is known; how many."""
    known = waiting.known(transaction, SHIFTS.name, references)
    gone = [one for one in references if one not in known]
    transaction[PLACES].write([DeleteOne({"_id": one}) for one in gone])
    return len(gone)


def ahead(store: Store, now: dt.datetime) -> Iterator[list[str]]:
    """The shifts that have not begun, in parts; each is looked at, as a file of any offset says when they begin."""
    found = store.database[SHIFTS.name].find({}, {"starts_at": 1, waiting.OUTCOME: 1})
    references = (one["_id"] for one in found if waiting.is_known(one) and from_text(one["starts_at"]) > now)
    while some := list(islice(references, AT_ONCE)):
        yield some


def forget_begun(store: Store, now: dt.datetime) -> int:
    """Forget the places whose shifts have begun; how many."""
    begun = {"begins_at": {"$gte": FIRST, "$lte": to_text(now)}}
    return store.database[PLACES].delete_many(begun).deleted_count


def near(store: Store, cells: list[str], first: dt.date, last: dt.date, asked: Mapping[str, Any]) -> list[Document]:
    """The places of some cells on some days, both inside, that have other values as asked."""
    days = {"$gte": first.isoformat(), "$lte": last.isoformat()}
    return [
        one
        for some in portions(cells)
        for one in store.database[PLACES].find({"cell": {"$in": list(some)}, "starts_on": days, **asked})
    ]


def taken(store: Store, references: Iterable[str]) -> dict[str, int]:
    """How many have a place of shifts."""
    found = (
        one for some in portions(sorted(references)) for one in store.database[SEATS].find({"_id": {"$in": list(some)}})
    )
    return {one["_id"]: one.get("confirmed", 0) for one in found}
