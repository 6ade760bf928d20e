"""What is read of the ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from services.hours.homes import repository as homes
from services.hours.ledger import repository
from services.hours.merges import repository as merges
from services.hours.people import repository as people
from shared.rules.merges import stands_for
from shared.sources import LOCAL
from shared.store.transaction import Store
from shared.where import EVERYWHERE, Where

AT_ONCE = 1_000
"""Volunteers of whom an export reads the ledger at a time."""


def entries_of(store: Store, number: str, where: Where = EVERYWHERE) -> Iterator[dict[str, Any]]:
    """A volunteer's ledger, oldest day first.

    Args:
        where: where who asks may act: the volunteer, and who acts where the volunteer belongs, see all of it; others
            what was served where they act.
    """
    sees_all = where.everywhere or where.person == number
    sees_all = sees_all or where.reaches(homes.regions(store.database, [number]).get(number))
    for entry in repository.entries_of(store.database, number):
        if sees_all or where.reaches(entry["region_code"]):
            yield {"entry": entry.pop("_id"), **entry}


def totals(
    store: Store, as_of: dt.date | None = None, where: Where = EVERYWHERE, reader: str = LOCAL
) -> Iterator[dict[str, Any]]:
    """The credited minutes of every registration that is known, up to a day; None for as things stand now.

    One that is merged away then is told with whom it is merged into: minutes by person are the sum over both.

    Args:
        where: where who asks may act: the registrations are of those who belong there.
        reader: the source that asks; any but the network's own is shown those whom it registered, by its references,
            and of a merge with somebody whom it did not it hears nothing.
    """
    ties = merges.everything(store.database)
    stands = stands_for(merges.read(ties), as_of)
    references = {one[role]: one[f"{role}_ref"] for one in ties for role in merges.ROLES}
    known = _known(store, where, reader)
    while some := list(islice(known, AT_ONCE)):
        minutes = repository.minutes(store.database, [number for _, number in some], as_of)
        kept = {number: references[stands[number]] for _, number in some if number in stands}
        into = kept if reader == LOCAL else _as_known_to(reader, store, kept)
        for reference, number in some:
            row = {"volunteer_ref": reference, "volunteer": number, "minutes": minutes[number]}
            yield row | ({"merged_into": into[number]} if number in into else {})


def _known(store: Store, where: Where, reader: str) -> Iterator[tuple[str | None, str]]:
    """Reference and number of every volunteer whom a reader knows and who belongs where it may act."""
    if reader == LOCAL:
        return people.numbers(store.database) if where.everywhere else homes.within(store.database, where)
    own = people.numbers_by(store.database, reader)
    return own if where.everywhere else _of_place(store, where, own)


def _of_place(store: Store, where: Where, known: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    rest = iter(known)
    while some := list(islice(rest, AT_ONCE)):
        regions = homes.regions(store.database, [number for _, number in some])
        yield from (one for one in some if where.reaches(regions.get(one[1])))


def _as_known_to(source: str, store: Store, kept: Mapping[str, str | None]) -> dict[str, str]:
    """By number the source's own reference of who is kept, of those whom it knows."""
    names = people.names_by(store.database, {one for one in kept.values() if one}, source)
    return {number: names[reference] for number, reference in kept.items() if reference in names}
