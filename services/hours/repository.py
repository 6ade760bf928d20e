"""What hours stores: the append-only ledger, what is held and rejected, and what it knows of volunteers and shifts."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from typing import Any

from pymongo import DeleteOne, ReplaceOne, UpdateOne
from pymongo.database import Database

from services.hours.domain import Attendance, Interval, Person, Shift
from shared.clock import china_day, from_text
from shared.store.client import Document
from shared.store.migrations import Migration, collection, index
from shared.store.transaction import Transaction

DAY = dt.timedelta(days=1)


def _first(database: Database[Document]) -> None:
    collection(database, "volunteers", index("number", sparse=True))
    collection(database, "shifts")
    collection(database, "ledger", index("slots", sparse=True), index("volunteer", "day"))
    collection(database, "held", index("waits_for", sparse=True), index("notice_until", sparse=True))
    collection(database, "rejected")
    collection(database, "balances", index("waits_for", sparse=True))


MIGRATIONS = [Migration(1, "ledger, held, rejected, balances; volunteers and shifts as heard", _first)]


def shifts(transaction: Transaction, references: Iterable[str]) -> dict[str, Shift]:
    """The shifts that are known."""
    found = transaction["shifts"].by_id(set(references))
    return {
        ref: Shift(Interval(from_text(one["starts_at"]), from_text(one["ends_at"])), one["region_code"])
        for ref, one in found.items()
        if "starts_at" in one
    }


def volunteers(transaction: Transaction, references: Iterable[str]) -> dict[str, Document]:
    """The volunteers that are known."""
    found = transaction["volunteers"].by_id(set(references))
    return {ref: one for ref, one in found.items() if "number" in one}


def sequences(transaction: Transaction, references: Iterable[str]) -> dict[str, int]:
    """How new the state of each volunteer is that has a document; 0 for one that is only awaited."""
    found = transaction["volunteers"].by_id(references, {"sequence": 1})
    return {ref: one.get("sequence", 0) for ref, one in found.items()}


def learn(transaction: Transaction, name: str, facts: dict[str, Document], present: Container[str]) -> None:
    """Store what was heard; `present` are the references that have a document, if only because they are awaited."""
    transaction[name].insert([{"_id": ref, **one} for ref, one in facts.items() if ref not in present])
    transaction[name].write([UpdateOne({"_id": ref}, {"$set": one}) for ref, one in facts.items() if ref in present])


def person(transaction: Transaction, volunteer: Document) -> Person:
    """A volunteer as the policy sees one."""
    personal = transaction.sealer.open(volunteer["personal"], volunteer["number"])
    consent = volunteer["guardian_consent_on"]
    return Person(
        verified=volunteer["verified"],
        birth_date=dt.date.fromisoformat(personal["birth_date"]),
        guardian_consent_on=dt.date.fromisoformat(consent) if consent else None,
    )


def slots(number: str, interval: Interval) -> list[str]:
    """The keys under which an interval is found again: the volunteer and each day in China that it touches."""
    day, last = china_day(interval.start), china_day(interval.end)
    keys = []
    while day <= last:
        keys.append(f"{number}:{day}")
        day += DAY
    return keys


def credited_intervals(transaction: Transaction, keys: Iterable[str]) -> dict[str, list[Interval]]:
    """The intervals that the ledger credits on these slots, by volunteer's number."""
    intervals: dict[str, list[Interval]] = defaultdict(list)
    for entry in transaction["ledger"].where("slots", keys, {"volunteer": 1, "starts_at": 1, "ends_at": 1}):
        intervals[entry["volunteer"]].append(Interval(entry["starts_at"], entry["ends_at"]))
    return intervals


def waiting(transaction: Transaction, name: str, keys: Sequence[str]) -> list[Document]:
    """The documents of `name` that wait for one of the keys."""
    return transaction[name].where("waits_for", keys)


def hold(transaction: Transaction, documents: Iterable[Document]) -> None:
    """Keep what waits, in place of what it waited for before."""
    transaction["held"].write([ReplaceOne({"_id": one["_id"]}, one, upsert=True) for one in documents])


def release(transaction: Transaction, references: Iterable[str]) -> None:
    """Forget that something waited."""
    transaction["held"].write([DeleteOne({"_id": reference}) for reference in references])


def touch(transaction: Transaction, name: str, changes: dict[str, dict[str, int]]) -> None:
    """Add to counters of documents, making those that are only awaited.

    Every decision writes on what it was based on. So of two transactions at one moment, one that decides and one that
    changes the basis, one is run again and sees the other's work; otherwise something would wait for ever, or two
    overlapping presences would both be credited.
    """
    transaction[name].write([UpdateOne({"_id": ref}, {"$inc": change}, upsert=True) for ref, change in changes.items()])


def attendance(facts: dict[str, Any], approvals: Iterable[str] = ()) -> Attendance:
    """A presence from the data of `attendance.logged`."""
    out = facts["checked_out_at"]
    return Attendance(
        reference=facts["attendance_ref"],
        shift_ref=facts["shift_ref"],
        volunteer_ref=facts["volunteer_ref"],
        checked_in_at=from_text(facts["checked_in_at"]),
        checked_out_at=from_text(out) if out else None,
        method=facts["method"],
        recorded_by=facts["recorded_by"],
        approved_by=facts["approved_by"],
        approvals=frozenset(approvals),
    )


def outcomes(database: Database[Document]) -> Iterator[dict[str, Any]]:
    """What became of every attendance, one after the other."""
    for entry in database["ledger"].find({}, {"attendance_ref": 1, "region_code": 1, "minutes": 1}):
        if entry.pop("_id") and entry["attendance_ref"]:
            yield {"outcome": "credited", **entry}
    for name in ("held", "rejected"):
        for one in database[name].find({}, {"reason": 1}):
            yield {"attendance_ref": one["_id"], "outcome": f"{name}:{one['reason']}"}


def totals(database: Database[Document]) -> Iterator[dict[str, Any]]:
    """The credited minutes of every volunteer that is known."""
    for one in database["volunteers"].find({}, {"number": 1, "minutes": 1}):
        if "number" in one:
            yield {"volunteer_ref": one["_id"], "volunteer": one["number"], "minutes": one.get("minutes", 0)}


def outcome(database: Database[Document], reference: str) -> dict[str, Any] | None:
    """What became of one attendance, or None where none with this reference was heard of."""
    entry = database["ledger"].find_one({"_id": reference})
    if entry:
        return {
            "attendance_ref": reference,
            "outcome": "credited",
            "minutes": entry["minutes"],
            "policy": entry["policy"],
        }
    for name in ("held", "rejected"):
        one = database[name].find_one({"_id": reference})
        if one:
            return {"attendance_ref": reference, "outcome": f"{name}:{one['reason']}", "policy": one["policy"]}
    return None


def entries_of(database: Database[Document], number: str) -> Iterator[dict[str, Any]]:
    """A volunteer's ledger, oldest day first."""
    hidden = {"slots": 0, "volunteer_ref": 0}
    for entry in database["ledger"].find({"volunteer": number}, hidden).sort([("volunteer", 1), ("day", 1)]):
        yield {"entry": entry.pop("_id"), **entry}
