"""Which presences a caller may see: those served where the caller acts, or of who belongs there, or is the caller.

Of a presence whose shift is not known yet it is not known where it was served, and of whom nobody knows, where the
volunteer belongs: what lies nowhere is the whole province's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from pymongo.database import Database

from services.hours.homes import repository as homes
from services.hours.people import repository as people
from services.hours.shifts import repository as shifts
from services.hours.shifts.domain import Place
from shared.store.client import Document
from shared.where import Where

AT_ONCE = 500
"""Presences whose places are looked up together."""


class Presence(NamedTuple):
    """What is shown of a presence, and its document, by which its places are found."""

    shown: dict[str, Any]
    document: Document


def visible(database: Database[Document], where: Where, presences: Iterable[Presence]) -> Iterator[dict[str, Any]]:
    """Of presences what is shown to a caller; nothing is looked up for who reaches everything."""
    rest = iter(presences)
    if where.everywhere:
        yield from (one.shown for one in rest)
        return
    while some := list(islice(rest, AT_ONCE)):
        seen = _seen(database, where, [one.document for one in some])
        yield from (one.shown for one in some if one.document["_id"] in seen)


def _seen(database: Database[Document], where: Where, documents: Sequence[Document]) -> set[str]:
    """The references of those that the caller may see; an entry says itself where it was served, and whose it is."""
    facts = {one["_id"]: one.get("facts", {}) for one in documents}
    places = shifts.places(database, {ref for one in documents if (ref := _shift_of(one))})
    numbers = people.numbers_of(database, {one["volunteer_ref"] for one in facts.values() if one})
    served = {one["_id"]: _served(one, places) for one in documents}
    whose = {
        one["_id"]: one.get("volunteer") or numbers.get(facts[one["_id"]].get("volunteer_ref")) for one in documents
    }
    here = {reference for reference, place in served.items() if where.reaches(*place)}
    others = {ref: number for ref, number in whose.items() if number and ref not in here}
    belongs = homes.regions(database, others.values())
    return here | {
        ref for ref, number in others.items() if number == where.person or where.reaches(belongs.get(number))
    }


def _shift_of(document: Document) -> str | None:
    found: str | None = document.get("shift_ref") or document.get("facts", {}).get("shift_ref")
    return found


def _served(document: Document, places: Mapping[str, Place]) -> Place:
    place = places.get(_shift_of(document) or "", Place())
    return Place(document.get("region_code") or place.region_code, place.organisation_ref)
