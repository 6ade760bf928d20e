"""Use cases of the banks: keep the places that are open, and find those near to a point. The point is kept nowhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from services.projects.banks import domain, repository
from shared import clock
from shared.events.envelope import Event
from shared.store.client import Document
from shared.store.read_data import OwnCopy
from shared.store.transaction import Store, Transaction


def note_shifts(transaction: Transaction, events: Iterable[Event]) -> None:
    """Shifts were scheduled, changed, closed or cancelled: keep their places as they are now; not of the past."""
    now = clock.now()
    ahead = {one.subject for one in events if clock.from_text(one.data["starts_at"]) > now}
    _renew(transaction, ahead, now)


def note_projects(transaction: Transaction, events: Iterable[Event]) -> None:
    """Projects were published, closed or cancelled: keep their places as they are now."""
    shifts = repository.of_projects(transaction, {one.subject for one in events})
    _renew(transaction, shifts, clock.now())


def forget_begun(store: Store, now: dt.datetime) -> int:
    """What has begun takes nobody any more; how many places that were."""
    return repository.forget_begun(store, now)


def with_free(store: Store, place: Mapping[str, Any]) -> dict[str, Any]:
    """A place with how many are free."""
    taken = repository.taken(store, [place["shift_ref"]])
    return {**place, "free": _free(place, taken)}


def search(store: Store, asked: Mapping[str, Any]) -> list[Document]:
    """The open places within some kilometres of a point, the nearest band first, then the earliest.

    Args:
        asked: the point, how far, from which day to which, at least how many free, at most how many places, and
            the values that places are to have.
    """
    latitude, longitude = asked["latitude"], asked["longitude"]
    equal = {name: asked[name] for name in ("programme", "target_group", "service") if asked.get(name)}
    cells = domain.cells_around(latitude, longitude, asked["within_km"])
    found = repository.near(store, cells, asked["first_day"], asked["last_day"], equal)
    banded = [{**one, "within_km": domain.band(one, latitude, longitude)} for one in found]
    near = [one for one in banded if one["within_km"] is not None and one["within_km"] <= asked["within_km"]]
    taken = repository.taken(store, [one["shift_ref"] for one in near])
    free = [{**one, "free": _free(one, taken)} for one in near]
    fitting = [one for one in free if one["free"] >= asked["free"]]
    return sorted(fitting, key=lambda one: (one["within_km"], one["starts_at"], one["shift_ref"]))[: asked["limit"]]


def _make_again(store: Store) -> Iterator[tuple[int, int]]:
    """Make the places of all shifts ahead again; each part in a transaction, which meets whoever changes them."""
    now = clock.now()
    forget_begun(store, now)
    for some in repository.shifts_of_places(store):
        yield 0, store.transact(lambda transaction: repository.forget_unknown(transaction, some))  # noqa: B023
    for some in repository.ahead(store, now):
        yield len(some), store.transact(lambda transaction: _renew(transaction, some, now))  # noqa: B023


PLACES = OwnCopy(repository.PLACES, make_again=_make_again)
"""The bank, made again from what there is: versions before kept none of the shifts that were scheduled then."""


def _renew(transaction: Transaction, references: Iterable[str], now: dt.datetime) -> int:
    """Keep places as they are now; how many were others."""
    shifts, posts, sites, projects = repository.definitions(transaction, references)
    places, unknown = {}, []
    for reference, shift in shifts.items():
        post = posts[shift["post_ref"]]
        project = projects.get(post["project_ref"])
        place = {"begins_at": clock.to_text(clock.from_text(shift["starts_at"])), "project_ref": post["project_ref"]}
        if domain.is_open(shift, project, now):
            place |= domain.place(shift, post, sites[post["site_ref"]], project)
            unknown += [post["project_ref"]] if post["project_ref"] and project is None else []
        places[reference] = place
    repository.await_projects(transaction, unknown)
    return repository.keep(transaction, places)


def _free(place: Mapping[str, Any], taken: Mapping[str, int]) -> int:
    return max(0, int(place["capacity"]) - taken.get(place["shift_ref"], 0))
