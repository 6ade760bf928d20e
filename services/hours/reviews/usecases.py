"""What people are shown for review. It follows from the ledger and the merges, so nothing of it is stored.

Stored, it would have holes: a presence that is credited at the moment of the merge sees none, and is not seen by it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from services.hours.homes import repository as homes
from services.hours.ledger import repository as ledger
from services.hours.merges import repository as merges
from services.hours.people import repository as people
from services.hours.reviews.domain import OVERLAP_AFTER_MERGE, Overlap, overlaps
from services.hours.shifts.domain import Interval
from shared.rules.merges import stands_for
from shared.sources import LOCAL
from shared.store.client import Document
from shared.store.transaction import Store
from shared.where import EVERYWHERE, Where

AT_ONCE = 50
"""Merges of which the ledger is read at a time."""


def reviews(
    store: Store, limit: int, after: str | None = None, where: Where = EVERYWHERE, reader: str = LOCAL
) -> list[dict[str, Any]]:
    """Up to `limit` merges after one, by reference, whose registrations were credited the same time twice.

    Args:
        where: where who asks may act: one of the two registrations is of somebody who belongs there.
        reader: the source that asks; any but the network's own hears of merges of two whom it registered.
    """
    return list(islice(_reviews(store, after, where, reader), limit))


def _reviews(store: Store, after: str | None, where: Where, reader: str) -> Iterator[dict[str, Any]]:
    persons = _persons(store)
    ties = (one for one in merges.in_force(store.database, after) if one["merged"] in persons)
    while found := list(islice(ties, AT_ONCE)):
        some = _known(store, _within(store, found, where), reader)
        numbers = {number for one in some for number in persons[one["merged"]]}
        intervals = ledger.intervals(store.database, sorted(numbers))
        twice = {one["merge_ref"]: _overlaps(one, persons[one["merged"]], intervals) for one in some}
        yield from (_review(one, twice[one["merge_ref"]]) for one in some if twice[one["merge_ref"]])


def _within(store: Store, ties: Sequence[Document], where: Where) -> Sequence[Document]:
    if where.everywhere:
        return ties
    belongs = homes.regions(store.database, {one[role] for one in ties for role in merges.ROLES})
    return [one for one in ties if any(where.reaches(belongs.get(one[role])) for role in merges.ROLES)]


def _known(store: Store, ties: Sequence[Document], reader: str) -> Sequence[Document]:
    if reader == LOCAL:
        return ties
    names = people.names_by(store.database, (ref for one in ties for ref in _references(one) if ref), reader)
    return [one for one in ties if names.keys() >= set(_references(one))]


def _references(merge: Document) -> list[str | None]:
    return [merge[f"{role}_ref"] for role in merges.ROLES]


def _persons(store: Store) -> dict[str, list[str]]:
    """By number of every registration that is or was merged the numbers of its person."""
    known = merges.read(merges.everything(store.database))
    stands = stands_for(known)
    members: dict[str, list[str]] = defaultdict(list)
    for number in {number for one in known for number in (one.kept, one.merged)}:
        members[stands.get(number, number)].append(number)
    return {number: numbers for numbers in members.values() for number in numbers}


def _overlaps(
    merge: Document, person: Sequence[str], intervals: Mapping[str, Sequence[tuple[str, Interval]]]
) -> list[Overlap]:
    others = [one for number in person if number != merge["merged"] for one in intervals.get(number, ())]
    return overlaps(intervals.get(merge["merged"], ()), others)


def _review(merge: Document, found: Sequence[Overlap]) -> dict[str, Any]:
    names = {name: merge[name] for name in ("merge_ref", "kept", "merged")}
    return {"reason": OVERLAP_AFTER_MERGE, **names, "overlaps": [_shown(one) for one in found]}


def _shown(overlap: Overlap) -> dict[str, Any]:
    interval = overlap.interval
    return {
        "entries": list(overlap.entries),
        "starts_at": interval.start,
        "ends_at": interval.end,
        "minutes": interval.minutes,
    }
