"""The collection of presences, and what is asked of it and of what they name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from pymongo import UpdateOne
from pymongo.database import Database

from services.projects.attendance.repository import ATTENDANCE
from services.projects.posts.kind import POSTS
from services.projects.presence import domain
from services.projects.presence.domain import Fence
from services.projects.shifts.kind import SHIFTS
from services.projects.shifts.repository import SEATS
from services.projects.signups import repository as signups
from services.projects.signups.domain import CONFIRMED
from services.projects.sites.kind import SITES
from shared import clock, waiting
from shared.forgetting import REFUSALS, VOLUNTEERS
from shared.intake.repeats import origin
from shared.intake.rows import Entry
from shared.lists import Listing
from shared.store.client import Document
from shared.store.migrations import index
from shared.store.transaction import Transaction

PRESENCES = "presences"
LIST = Listing(PRESENCES, "presence_ref", ("shift_ref", "volunteer", "outcome"))
ATTENDS, AT, FORGOTTEN_AT = "attends", "at", "forgotten_at"
"""Who is where, by which codes are found that one person shows twice; the instant of signing in; and from when on a
presence that is open counts as forgotten."""
INDEXES = (*LIST.indexes, index(ATTENDS), index("shift_ref", AT), index(FORGOTTEN_AT, sparse=True))


def shifts(transaction: Transaction, references: Iterable[str]) -> dict[str, Document]:
    """The shifts that are known."""
    return waiting.looked_up(transaction, SHIFTS.name, references)


def fences(transaction: Transaction, shifts: Mapping[str, Document]) -> dict[str, Fence]:
    """Around which places shifts are served."""
    posts = transaction[POSTS.name].by_id({one["post_ref"] for one in shifts.values()})
    sites = transaction[SITES.name].by_id({one["site_ref"] for one in posts.values()})
    return {ref: _fence(sites[posts[one["post_ref"]]["site_ref"]]) for ref, one in shifts.items()}


def minimum_ages(transaction: Transaction, shifts: Mapping[str, Document]) -> dict[str, int]:
    """How old the posts of shifts ask people to be."""
    posts = transaction[POSTS.name].by_id({one["post_ref"] for one in shifts.values()})
    return {ref: posts[one["post_ref"]]["minimum_age"] for ref, one in shifts.items()}


def _fence(site: Document) -> Fence:
    return Fence(site["latitude"], site["longitude"], site.get("fence_metres"))


def numbers(transaction: Transaction, references: Iterable[str]) -> dict[str, str]:
    """The numbers of volunteers, of those who are known."""
    found = waiting.looked_up(transaction, VOLUNTEERS, references)
    return {ref: one["volunteer"] for ref, one in found.items() if "volunteer" in one}


def shown_codes(transaction: Transaction, attends: Iterable[str]) -> dict[str, set[str]]:
    """Which codes somebody has shown where, by `ATTENDS`."""
    found: dict[str, set[str]] = {}
    for one in transaction[PRESENCES].where(ATTENDS, attends, {ATTENDS: 1, "codes": 1}):
        found.setdefault(one[ATTENDS], set()).update(one["codes"])
    return found


def sent_as_attendance(transaction: Transaction, references: Iterable[str]) -> set[str]:
    """Those of the references under which hours hears of a presence that was sent as a row of attendance."""
    return set(transaction[ATTENDANCE].by_id(references, {"_id": 1}))


def claim(transaction: Transaction, entries: Iterable[Entry]) -> None:
    """Let no row of attendance have these references."""
    transaction[ATTENDANCE].insert([{"_id": one.reference, **origin(one)} for one in entries])


def beyond(transaction: Transaction, presences: Collection[Document], capacities: Mapping[str, int]) -> set[str]:
    """Those of the presences before whose persons as many as their shift has places signed in; of one moment, by
    reference. Who went and came again is one person.

    Args:
        capacities: of the shifts, by reference.
    """
    last: dict[str, dt.datetime] = {}
    for one in presences:
        last[one["shift_ref"]] = max(one[AT], last.get(one["shift_ref"], one[AT]))
    found: set[str] = set()
    for shift, moment in last.items():
        # As a rule a shift is not full, and then it was not when the earlier ones signed in.
        capacity = capacities[shift]
        if len(_signed_in(transaction, shift, moment, capacity + 1)) > capacity:
            everybody = sorted(_signed_in(transaction, shift, moment), key=lambda one: (one[AT], one["_id"]))
            inside = set([*dict.fromkeys(one["volunteer"] for one in everybody)][:capacity])
            found.update(one["_id"] for one in everybody if one["volunteer"] not in inside)
    return found & {one["_id"] for one in presences}


def _signed_in(transaction: Transaction, shift: str, until: dt.datetime, most: int = 0) -> list[Document]:
    """The presences signed in at a shift until a moment, all or `most` of them."""
    asked = {"shift_ref": shift, AT: {"$gte": clock.LONG_AGO, "$lte": until}}
    return transaction[PRESENCES].find(asked, {AT: 1, "volunteer": 1}, most=most)


def with_attempts(transaction: Transaction, references: Iterable[str]) -> set[tuple[str, str]]:
    """Of volunteers at which shifts they showed a code that was no code of theirs, and were refused."""
    found = transaction[REFUSALS].where("values.volunteer_ref", references)
    return {
        (one["values"]["volunteer_ref"], one["values"]["shift_ref"])
        for one in found
        if one["resource"] == PRESENCES and one["reason"] in domain.FRAUD
    }


def asking(transaction: Transaction, shifts: Iterable[str]) -> set[str]:
    """Those of the shifts to which people sign up: somebody did."""
    return {name for name, one in transaction[SEATS].by_id(shifts).items() if "confirmed" in one}


def places(transaction: Transaction, numbers: Iterable[str]) -> set[tuple[str, str]]:
    """At which shifts persons have a place, under whichever of their registrations."""
    persons = signups.persons(transaction, numbers)
    found = transaction[signups.ACTIONS].where("volunteer", persons)
    return {(one["shift_ref"], persons[one["volunteer"]]) for one in found if one.get("state") == CONFIRMED}


def change(transaction: Transaction, changes: Mapping[str, Mapping[str, Any]]) -> None:
    """Set fields of presences, by reference."""
    transaction[PRESENCES].write([UpdateOne({"_id": one}, {"$set": some}) for one, some in changes.items()])


def read(transaction: Transaction, references: Iterable[str]) -> dict[str, Document]:
    """Presences as they stand."""
    return transaction[PRESENCES].by_id(references)


def forgotten(database: Database[Document], now: dt.datetime) -> list[str]:
    """The presences that nobody signed out of in time."""
    past = {FORGOTTEN_AT: {"$gte": clock.LONG_AGO, "$lte": now}}
    return [one["_id"] for one in database[PRESENCES].find(past, {"_id": 1})]
