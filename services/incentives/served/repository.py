"""What is stored of shifts: for whom each is, and the presences that were credited at it, in one document.

Who tells of the shift and who tells of a presence write on the same document, so either may come first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pymongo import ReplaceOne
from pymongo.database import Database

from services.incentives.served.copies import MERGES, ORGANISATIONS, PROJECTS, STATIONS
from services.incentives.served.domain import OF, Presence, counted, read, stored
from shared import waiting
from shared.persons import SIDES, ties_in
from shared.rules.merges import Merge, merge_of
from shared.store.client import Document
from shared.store.migrations import collection, index
from shared.store.transaction import Transaction

SHIFTS = "shifts"
NOTHING: Mapping[str, Any] = {**dict.fromkeys(OF), "presences": [], "volunteers": [], "day": None}
A_MONTH = dt.timedelta(days=31)
"""The presences of a shift lie within two days, or further apart if it was put off between two of them."""


def collections(database: Database[Document]) -> None:
    """Make them."""
    for copy in (ORGANISATIONS, PROJECTS, STATIONS):
        collection(database, copy.collection)
    collection(database, MERGES.collection, index("kept"), index("merged"))
    collection(database, SHIFTS, *(index(name, "day") for name in OF), index("volunteers"))


def note_subjects(transaction: Transaction, subjects: Mapping[str, Mapping[str, Any]]) -> list[Document]:
    """Keep for whom shifts are; which of them anybody served at."""
    known = transaction[SHIFTS].by_id(subjects)
    _save(transaction, known, {name: {of: facts.get(of) or None for of in OF} for name, facts in subjects.items()})
    return [{**one, **subjects[name]} for name, one in known.items() if one["presences"]]


def note_presences(transaction: Transaction, credited: Mapping[str, Sequence[Presence]]) -> list[Document]:
    """Keep presences by their shifts, each once; these shifts."""
    known = transaction[SHIFTS].by_id(credited)
    changes = {}
    for shift, some in credited.items():
        before = read(known.get(shift, NOTHING)["presences"])
        after = {one.entry: one for one in (*some, *before)}.values()
        if len(after) > len(before):
            people, first = sorted({one.volunteer for one in after}), min(one.day for one in after).isoformat()
            changes[shift] = {"presences": stored(after), "volunteers": people, "day": first}
    _save(transaction, known, changes)
    return [{**NOTHING, **known.get(shift, {}), **change} for shift, change in changes.items()]


def presences_for(transaction: Transaction, of: str, name: str, first: dt.date, last: dt.date) -> list[Presence]:
    """The presences on some days at the shifts that are for somebody.

    Args:
        of: which of `OF`.
    """
    days = {"$gte": (first - A_MONTH).isoformat() if first > dt.date.min + A_MONTH else "", "$lte": last.isoformat()}
    found = transaction[SHIFTS].find({of: name, "day": days}, {"presences": 1})
    return [one for shift in found for one in counted(read(shift["presences"])) if first <= one.day <= last]


def shifts(transaction: Transaction, references: Iterable[str]) -> list[Document]:
    """Some of them."""
    return list(transaction[SHIFTS].by_id(references).values())


def shifts_of(transaction: Transaction, volunteers: Iterable[str]) -> list[Document]:
    """The shifts at which volunteers served."""
    return transaction[SHIFTS].where("volunteers", volunteers)


def merges_of(transaction: Transaction, volunteers: Iterable[str]) -> list[Merge]:
    """The merges by which registrations are merged away, and those by which the kept ones are."""
    found, wanted = dict[str, Document](), set(volunteers)
    looked = set[str]()
    while wanted:
        some = [one for one in transaction[MERGES.collection].where("merged", wanted) if waiting.is_known(one)]
        looked |= wanted
        found |= {one["_id"]: one for one in some}
        wanted = {one["kept"] for one in some} - looked
    return [merge_of(found[name]) for name in sorted(found)]


def all_ties(transaction: Transaction, volunteers: Iterable[str]) -> list[Merge]:
    """The merges by which registrations are or were one person with others."""
    return ties_in(transaction, MERGES.collection, volunteers)


def merged(transaction: Transaction, merges: Iterable[str]) -> set[str]:
    """The registrations that merges are about."""
    return {one[side] for one in transaction[MERGES.collection].by_id(merges).values() for side in SIDES}


def tied_in(transaction: Transaction, volunteers: Iterable[str]) -> set[str]:
    """Registrations, and all that are or were one person with them."""
    known = set(volunteers)
    return known | {side for tie in all_ties(transaction, known) for side in (tie.kept, tie.merged)}


def _save(transaction: Transaction, known: Mapping[str, Document], changes: Mapping[str, Mapping[str, Any]]) -> None:
    """What is there is replaced, as most of it changes: the embedded store compares what fields are set to."""
    new = [{"_id": name, **NOTHING, **change} for name, change in changes.items() if name not in known]
    transaction[SHIFTS].insert(new)
    changed = [{**known[name], **change} for name, change in changes.items() if name in known]
    transaction[SHIFTS].write([ReplaceOne({"_id": one["_id"]}, one) for one in changed])
