"""The collections of sign-ups, what the board is made of, and how it is kept.

`seats` has of each shift how many are confirmed, `sign_up_days` of each registration and day its active sign-ups. Each
decision that gives a place or takes one writes on both: of two at one moment that count on the same, one is run again.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from pymongo import DeleteOne, UpdateOne
from pymongo.database import Database

from services.projects.merges import repository as merges
from services.projects.posts.kind import POSTS
from services.projects.programmes.kind import PROJECTS
from services.projects.publication.domain import PUBLISHED, is_cancelled
from services.projects.shifts.kind import SHIFTS
from services.projects.shifts.repository import SEATS, SIGN_UP_ACTIONS
from services.projects.signups import domain
from services.projects.signups.board import InLine, Seats
from services.projects.signups.domain import STATES, WAITING, Shift, Taken
from shared import clock, waiting
from shared.lists import Listing
from shared.rules.merges import stands_for
from shared.store.client import Document
from shared.store.migrations import collection, index
from shared.store.transaction import Transaction

ACTIONS, DAYS = SIGN_UP_ACTIONS, "sign_up_days"
RISKY = "risky"
SIGN_UP = "asked_ref"
"""The reference of a sign-up that was decided on; a cancel, and what is held, has none."""
NOTICE_AT = "notice_at"
"""From when on somebody who has a place is to be reminded of it; null once that is done, or nobody is to be."""
LIST = Listing(ACTIONS, SIGN_UP, ("shift_ref", "volunteer", "state", "outcome"), words={"state": STATES})
LIST_OF_ACTIONS = Listing(ACTIONS, "action_ref", ("sign_up_ref", "outcome"))


def collections(database: Database[Document]) -> None:
    """Make what holds days; `seats` is of shifts, whose capacity is never less than is confirmed."""
    collection(database, DAYS, index("volunteer"))


def find_due(database: Database[Document]) -> None:
    """The index by which those are found who are to be reminded."""
    collection(database, ACTIONS, index(NOTICE_AT, sparse=True))


def due(database: Database[Document], now: dt.datetime) -> list[str]:
    """The sign-ups of whom some are to be reminded by now."""
    past = {NOTICE_AT: {"$gte": clock.LONG_AGO, "$lte": now}}
    return [one["_id"] for one in database[ACTIONS].find(past, {"_id": 1})]


def decided(transaction: Transaction, name: str, references: Iterable[str]) -> dict[str, Document]:
    """Those of the actions on which was decided, refused ones too (`shared.kinds.Finder`)."""
    found = transaction[name].by_id(set(references))
    return {ref: one for ref, one in found.items() if not one.get(waiting.OUTCOME, "held:").startswith("held:")}


def awaited(transaction: Transaction, references: Iterable[str]) -> list[str]:
    """Those of the actions for which others wait."""
    found = transaction[ACTIONS].by_id(references, {waiting.AWAITED: 1})
    return [reference for reference, one in found.items() if waiting.AWAITED in one]


def documents(transaction: Transaction, references: Iterable[str]) -> dict[str, Document]:
    """Sign-ups by their references."""
    return transaction[ACTIONS].by_id(references)


def shifts(
    transaction: Transaction, references: Iterable[str], known: Mapping[str, Document] = MappingProxyType({})
) -> dict[str, Shift]:
    """Shifts, with what their posts and projects ask for.

    Args:
        known: those that were looked up in this transaction already.
    """
    found = {**known, **waiting.known(transaction, SHIFTS.name, set(references) - known.keys())}
    posts = transaction[POSTS.name].by_id({one["post_ref"] for one in found.values()})
    named = {one["project_ref"] for one in posts.values() if one["project_ref"]}
    projects = waiting.known(transaction, PROJECTS.name, named)
    return {name: _shift(one, posts[one["post_ref"]], projects) for name, one in found.items()}


def persons(transaction: Transaction, numbers: Iterable[str]) -> dict[str, str]:
    """By registration, the one that stands for the person; of all that are one person with any of these."""
    wanted = set(numbers)
    ties = merges.of_volunteers(transaction, wanted)
    if ties:
        wanted |= {side for tie in ties for side in (tie.kept, tie.merged)}
        ties = merges.of_volunteers(transaction, wanted)
        wanted |= {side for tie in ties for side in (tie.kept, tie.merged)}
    standing = stands_for(ties)
    return {number: standing.get(number, number) for number in wanted}


def seats(transaction: Transaction, references: Iterable[str], moving: Iterable[str]) -> dict[str, Seats]:
    """The seats of shifts, and of those that may move who waits."""
    names = set(references)
    kept = transaction[SEATS].by_id(names)
    found = {name: Seats(kept.get(name, {}).get("confirmed", 0)) for name in names}
    for name in sorted(moving):
        line = transaction[ACTIONS].find({"shift_ref": name, "state": WAITING}, {"at": 1})
        found[name].waiting = sorted(InLine(clock.from_text(one["at"]), one["_id"]) for one in line)
    return found


def taken(
    transaction: Transaction, persons: Mapping[str, str], wanted: Iterable[tuple[str, Shift]]
) -> defaultdict[str, list[Taken]]:
    """By person the active sign-ups on the days of some shifts.

    Args:
        persons: by registration.
        wanted: each a person and a shift that the person is to be free for.
    """
    registrations = defaultdict(list)
    for number, person in persons.items():
        registrations[person].append(number)
    names = {
        _name(number, day): person
        for person, shift in wanted
        for number in registrations[person]
        for day in domain.days_of(shift)
    }
    found: defaultdict[str, list[Taken]] = defaultdict(list)
    for name, one in transaction[DAYS].by_id(names).items():
        found[names[name]] += [_taken(active) for active in one.get("active", ())]
    return found


def come_to(transaction: Transaction, references: Iterable[str]) -> None:
    """Write on the seats of shifts, where there are any, before anything is read.

    Of two who come at one moment the second finds out at once, and begins again when little of its work is done.
    """
    touched = [UpdateOne({"_id": one}, {"$inc": {"turn": 1}}) for one in sorted(set(references))]
    transaction[SEATS].write(touched)


def keep_seats(transaction: Transaction, changes: Mapping[str, int]) -> None:
    """Change how many are confirmed, by shift; also by nothing, so that who counts on it conflicts."""
    transaction[SEATS].write(
        [
            UpdateOne({"_id": name}, {"$inc": {"confirmed": by, "turn": 1}}, upsert=True)
            for name, by in sorted(changes.items())
        ]
    )


def keep_days(transaction: Transaction, places: Iterable[tuple[Document, str, Shift]]) -> None:
    """Note on the days of their shifts which sign-ups are active, and which no longer.

    Two registrations of one person conflict, as each writes on the person's days, too.

    Args:
        places: a sign-up as it is now, the person's registration, and the shift.
    """
    changes: dict[str, list[UpdateOne]] = defaultdict(list)
    for document, person, shift in places:
        number, active = document["volunteer"], document["state"] in domain.ACTIVE
        entry = {
            "sign_up": document["_id"],
            "shift": shift.reference,
            "starts_at": clock.to_text(shift.starts_at),
            "ends_at": clock.to_text(shift.ends_at),
        }
        noted = {"$push": {"active": entry}} if active else {"$pull": {"active": {"sign_up": document["_id"]}}}
        for day in domain.days_of(shift):
            counted = {"$set": {"volunteer": number}, "$inc": {"turn": 1}}
            changes[_name(number, day)].append(
                UpdateOne({"_id": _name(number, day)}, {**noted, **counted}, upsert=True)
            )
            if person != number:
                touched = {"$set": {"volunteer": person}, "$inc": {"turn": 1}}
                changes[_name(person, day)].append(UpdateOne({"_id": _name(person, day)}, touched, upsert=True))
    transaction[DAYS].write([one for name in sorted(changes) for one in changes[name]])


def change(transaction: Transaction, changes: Mapping[str, Mapping[str, Any]]) -> None:
    """Set fields of actions, by their references."""
    transaction[ACTIONS].write([UpdateOne({"_id": one}, {"$set": some}) for one, some in changes.items()])


def of_shifts(transaction: Transaction, references: Iterable[str]) -> list[Document]:
    """The sign-ups to shifts that were decided on and not refused."""
    return [one for one in transaction[ACTIONS].where("shift_ref", references) if one.get("state")]


def of_volunteers(transaction: Transaction, numbers: Iterable[str]) -> list[Document]:
    """Those of registrations."""
    return [one for one in transaction[ACTIONS].where("volunteer", numbers) if one.get("state")]


def to_come(transaction: Transaction, numbers: Iterable[str], now: dt.datetime) -> list[str]:
    """The active sign-ups of registrations to shifts that have not begun."""
    active = [one for one in of_volunteers(transaction, numbers) if one["state"] in domain.ACTIVE]
    return sorted(one["_id"] for one in active if clock.from_text(one["starts_at"]) > now)


def forget(transaction: Transaction, numbers: Iterable[str]) -> None:
    """Forget on which days registrations have places, and what they cancelled."""
    gone = sorted(set(numbers))
    for name in (DAYS, ACTIONS):
        found = transaction[name].where("volunteer", gone, {"_id": 1})
        transaction[name].write([DeleteOne({"_id": one["_id"]}) for one in found])


def _name(number: str, day: str) -> str:
    return f"{number}/{day}"


def _shift(shift: Document, post: Document, projects: Mapping[str, Document]) -> Shift:
    project = projects.get(post["project_ref"] or "", {})
    return Shift(
        shift["_id"],
        clock.from_text(shift["starts_at"]),
        clock.from_text(shift["ends_at"]),
        shift["capacity"],
        shift["of_region"],
        post["minimum_age"],
        post["skill_required"],
        post.get("licence_required"),
        post.get("qualification_required"),
        project.get("risk") == RISKY,
        shift.get("state", PUBLISHED) != PUBLISHED,
        is_cancelled(shift),
    )


def _taken(active: Mapping[str, Any]) -> Taken:
    starts, ends = (clock.from_text(active[name]) for name in ("starts_at", "ends_at"))
    return Taken(active["sign_up"], active["shift"], starts, ends)
