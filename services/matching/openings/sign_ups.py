"""Sign-ups as heard of projects: how many places of a shift are free, who is in it, and who is busy then."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from pymongo.database import Database

from services.matching.facts import repository as facts
from services.matching.facts.domain import Shift
from services.matching.facts.persons import Persons
from services.matching.openings import domain, repository
from services.matching.openings.domain import ACTIVE, CONFIRMED, GIVEN_UP
from shared import clock
from shared.copies import Copy
from shared.events.envelope import Event
from shared.store.bound import portions
from shared.store.client import Document
from shared.store.migrations import collection, index
from shared.store.transaction import Store, Transaction

SIGN_UPS = "sign_ups"
DAY = dt.timedelta(days=1)


def collections(database: Database[Document]) -> None:
    """Make the collection of sign-ups."""
    collection(database, SIGN_UPS, index("shift_ref"), index("volunteer", "starts_at"))


def _given_up(transaction: Transaction, news: Mapping[str, Event | None]) -> None:
    """Some were given up: the places of shifts that begin soon are to be proposed again.

    One that ended for a reason of its own, as its shift was cancelled, leaves no place.
    """
    now = clock.now()
    freed: dict[str, list[str]] = defaultdict(list)
    for reference, event in news.items():
        left = event and event.data["state"] in GIVEN_UP and event.data["reason"] is None
        if event and left and domain.soon(clock.from_text(event.data["starts_at"]), now):
            freed[event.data["shift_ref"]].append(reference)
    repository.wait_again(transaction, freed, clock.to_text(now))


COPY = Copy(
    SIGN_UPS,
    ("signup.settled.v1",),
    "sign_up_ref",
    ("shift_ref", "volunteer", "starts_at", "state"),
    newest=True,
    then=_given_up,
)
"""Every event carries the whole state, so they may come in any order."""


def of_shift(store: Store, shift_ref: str) -> list[Document]:
    """The sign-ups for a shift, whatever became of them."""
    return list(store.database[SIGN_UPS].find({"shift_ref": shift_ref}))


def confirmed(sign_ups: Iterable[Document]) -> int:
    """How many places they take."""
    return sum(one["state"] == CONFIRMED for one in sign_ups)


def busy(store: Store, shift: Shift, persons: Persons, numbers: Collection[str]) -> set[str]:
    """Those of some persons who have a place, or wait for one, in another shift of that part of the day or moment."""
    start = shift.starts_at.astimezone(dt.UTC).date()
    within = {"$gte": (start - DAY).isoformat(), "$lt": (start + 2 * DAY).isoformat()}
    found = [
        one
        for some in portions(sorted(persons.registrations(numbers)))
        for one in store.database[SIGN_UPS].find({"volunteer": {"$in": list(some)}, "starts_at": within})
        if one["state"] in ACTIVE and one["shift_ref"] != shift.ref
    ]
    shifts = {ref: facts.shift(store, ref) for ref in {one["shift_ref"] for one in found}}
    then = {ref for ref, one in shifts.items() if one and domain.same_time(one, shift)}
    return {persons.person(one["volunteer"]) for one in found if one["shift_ref"] in then}
