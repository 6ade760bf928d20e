"""What figures say as of a day: what is registered, over what is known to be there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from services.registry.figures.domain import (
    BEGUN,
    IN_TERM,
    MEMBERS,
    ORGANISATIONS,
    PROJECTS,
    SCHOOLS,
    STATIONS,
    VOLUNTEERS,
    in_all,
)
from services.registry.populations.repository import in_force
from shared import figures
from shared.regions import city_codes
from shared.rules.faults import Fault, Refused
from shared.rules.places import PROVINCE
from shared.rules.shares import shares
from shared.store.transaction import Store

NAMES = (VOLUNTEERS, ORGANISATIONS, PROJECTS, STATIONS, IN_TERM, BEGUN, *SCHOOLS, *MEMBERS.values())
"""The figures that have a history."""


def as_of(store: Store, day: dt.date) -> dict[str, Any]:
    """All figures of the registry as of a day; cities without anything are left out, and so is a share of nothing."""
    return {
        "as_of": day,
        "federations": _federations(store, day),
        "stations_open": _by_city(_counts(store, STATIONS, day)),
        "coverage": _coverages(store, day),
        "members": {figure: _members(store, figure, day) for figure in MEMBERS.values()},
        "schools": {kind: _schools(store, kind, day) for kind in SCHOOLS},
    }


def history(store: Store, figure: str, place: str, first: dt.date, last: dt.date) -> Iterator[tuple[dt.date, int]]:
    """A figure of a city or the province by day, where it changed.

    Raises:
        Refused: members belong to organisations, and to no city.
    """
    if figure in MEMBERS.values():
        if place != PROVINCE:
            raise Refused(Fault("place", "members have a history for the province only"))
        return figures.history(store.database, in_all(figure), (PROVINCE,), first, last)
    return figures.history(store.database, figure, None if place == PROVINCE else (place,), first, last)


def _federations(store: Store, day: dt.date) -> dict[str, str]:
    in_term, begun = (_counts(store, figure, day) for figure in (IN_TERM, BEGUN))
    return {
        city: "in_term" if in_term.get(city) else "out_of_term" if begun.get(city) else "none" for city in city_codes()
    }


def _coverages(store: Store, day: dt.date) -> dict[str, dict[str, list[Any]]]:
    """By kind; projects are left out where there are none, as in a province whose projects are kept elsewhere."""
    kinds = (VOLUNTEERS, ORGANISATIONS, *((PROJECTS,) if _counts(store, PROJECTS, day) else ()))
    return {kind: _coverage(store, kind, day) for kind in kinds}


def _coverage(store: Store, kind: str, day: dt.date) -> dict[str, list[Any]]:
    registered, known = _counts(store, kind, day), in_force(store.database, kind, day)
    whole = {PROVINCE: sum(registered.values())}
    return shares({**registered, **whole}, {**_by_city(known), PROVINCE: sum(known.values())})


def _schools(store: Store, kind: str, day: dt.date) -> dict[str, list[Any]]:
    return shares(_counts(store, kind, day), _by_city(in_force(store.database, SCHOOLS[kind], day)))


def _members(store: Store, figure: str, day: dt.date) -> dict[str, list[Any]]:
    """By organisation that has a population, and for the province, in which a person counts once."""
    known = in_force(store.database, figure, day)
    registered = figures.as_of(store.database, figure, day, known)
    everyone = _counts(store, in_all(figure), day)
    return shares({**registered, **everyone}, {**known, PROVINCE: sum(known.values())})


def _counts(store: Store, figure: str, day: dt.date) -> dict[str, int]:
    return figures.as_of(store.database, figure, day)


def _by_city(counts: Mapping[str, int]) -> dict[str, int]:
    """Those of cities: a county's population counts for the province alone, as what is registered counts by city."""
    return {city: counts[city] for city in city_codes() if city in counts}
