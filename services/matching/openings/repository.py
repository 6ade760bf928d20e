"""The collections of openings: shifts of which nobody has been told yet, and who was asked for what."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from pymongo import DeleteOne, UpdateOne
from pymongo.database import Database

from shared.store.bound import portions
from shared.store.client import Document
from shared.store.migrations import collection, index
from shared.store.transaction import Store, Transaction

OPENINGS, NOTICES = "openings", "notices"
GIVEN_UP, ADDED = "given_up", "added"
KEPT_DAYS = 60
"""Longer than a policy looks back."""
FIRST, LAST = "", "9"


def collections(database: Database[Document]) -> None:
    """Make the collections of openings."""
    collection(database, OPENINGS, index("since"))
    collection(database, NOTICES, index("volunteer"), index("at", expires_after_days=KEPT_DAYS))


def wait(transaction: Transaction, references: Iterable[str], since: str) -> None:
    """Note shifts whose places, all that are free, are to be proposed."""
    change = {"$set": {"since": since}, "$unset": {GIVEN_UP: "", ADDED: ""}}
    transaction[OPENINGS].write([UpdateOne({"_id": one}, change, upsert=True) for one in sorted(set(references))])


def wait_again(transaction: Transaction, given_up: Mapping[str, Iterable[str]], since: str) -> None:
    """Note sign-ups that were given up, by shift: as many places are to be proposed, if they are free."""
    known = transaction[OPENINGS].by_id(given_up)
    new = [shift for shift in given_up if shift not in known]
    transaction[OPENINGS].insert([{"_id": one, "since": since, GIVEN_UP: sorted(given_up[one])} for one in new])
    more = {
        shift: sorted({*one[GIVEN_UP], *given_up[shift]})
        for shift, one in known.items()
        if GIVEN_UP in one  # where it is not, all free places wait
    }
    transaction[OPENINGS].write([UpdateOne({"_id": one}, {"$set": {GIVEN_UP: some}}) for one, some in more.items()])


def wait_for_more(transaction: Transaction, added: Mapping[str, int], since: str) -> None:
    """Note by how many places shifts have more: as many are to be proposed, if they are free."""
    known = transaction[OPENINGS].by_id(added)
    new = [shift for shift in added if shift not in known]
    transaction[OPENINGS].insert([{"_id": one, "since": since, GIVEN_UP: [], ADDED: added[one]} for one in new])
    more = [shift for shift, one in known.items() if GIVEN_UP in one]  # where it is not, all free places wait
    transaction[OPENINGS].write([UpdateOne({"_id": one}, {"$inc": {ADDED: added[one]}}) for one in more])


def freed(opening: Document) -> int | None:
    """How many places were given up or added since a shift was proposed last; None where all that are free wait."""
    return len(opening[GIVEN_UP]) + int(opening.get(ADDED, 0)) if GIVEN_UP in opening else None


def waiting(store: Store, most: int) -> list[Document]:
    """The shifts that have waited longest, each as it was noted."""
    return list(store.database[OPENINGS].find({"since": {"$gte": FIRST, "$lt": LAST}}).sort("since", 1).limit(most))


def done(transaction: Transaction, opening: Document) -> None:
    """A shift's places are proposed; not those that became free since it was read."""
    if transaction[OPENINGS].one(opening["_id"]) == opening:
        transaction[OPENINGS].write([DeleteOne({"_id": opening["_id"]})])


def notices(store: Store, volunteers: Iterable[str]) -> dict[str, list[tuple[str, dt.datetime]]]:
    """For what, and when, volunteers were asked."""
    found: dict[str, list[tuple[str, dt.datetime]]] = defaultdict(list)
    for some in portions(sorted(set(volunteers))):
        for one in store.database[NOTICES].find({"volunteer": {"$in": list(some)}}):
            found[one["volunteer"]].append((one["shift_ref"], one["at"]))
    return found


def ask(transaction: Transaction, shift_ref: str, volunteers: Sequence[str], now: dt.datetime) -> set[str]:
    """Note who is asked for a shift; those who were not before."""
    names = {f"{shift_ref}:{number}": number for number in volunteers}
    new = names.keys() - transaction[NOTICES].by_id(names, {"_id": 1}).keys()
    transaction[NOTICES].insert(
        [{"_id": one, "volunteer": names[one], "shift_ref": shift_ref, "at": now} for one in sorted(new)]
    )
    return {names[one] for one in new}


def forget(transaction: Transaction, volunteers: Iterable[str]) -> None:
    """Of these nobody was asked anything."""
    found = transaction[NOTICES].where("volunteer", volunteers, {"_id": 1})
    transaction[NOTICES].write([DeleteOne({"_id": one["_id"]}) for one in found])
