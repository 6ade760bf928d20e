"""What hours stores: the append-only ledger, what is held and rejected, and what it knows of volunteers and shifts."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from pymongo import DeleteOne, ReplaceOne, UpdateOne
from pymongo.database import Database

from services.hours.domain import Attendance, Interval, Person, Shift
from shared.clock import china_day, from_text
from shared.store.client import Document
from shared.store.migrations import Migration, collection, index
from shared.store.transaction import Transaction, portions

DAY = dt.timedelta(days=1)
NO_DAY: Document = {"intervals": ()}
AT_ONCE = 1_000
"""Volunteers of whom an export reads the ledger at a time."""


def _first(database: Database[Document]) -> None:
    collection(database, "volunteers")
    collection(database, "shifts")
    collection(database, "ledger", index("volunteer", "day"))
    collection(database, "service_days")
    collection(database, "held", index("waits_for", sparse=True), index("notice_until", sparse=True))
    collection(database, "rejected")
    collection(database, "balances", index("waits_for", sparse=True))


MIGRATIONS = [Migration(1, "ledger, days of service, held, rejected, balances; volunteers and shifts", _first)]


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
    """The names of the days of service that an interval touches: the volunteer and each of its days in China."""
    day, last = china_day(interval.start), china_day(interval.end)
    keys = []
    while day <= last:
        keys.append(f"{number}:{day}")
        day += DAY
    return keys


class ServiceDays:
    """The intervals that are credited on days of service, and which entry credits each: stored, and decided since.

    Two transactions that credit a volunteer on one day both write that day's document, so one of them is run again and
    sees the other's entry (docs/adr/0013).
    """

    def __init__(self, transaction: Transaction, keys: Iterable[str]) -> None:
        self._transaction = transaction
        self._stored = transaction["service_days"].by_id(keys)
        self._added: dict[str, list[list[Any]]] = defaultdict(list)

    def entries(self, keys: Iterable[str]) -> dict[str, Interval]:
        """The entries that credit something on these days."""
        return {
            entry: Interval(start, end)
            for key in keys
            for entry, start, end in (*self._stored.get(key, NO_DAY)["intervals"], *self._added.get(key, ()))
        }

    def add(self, keys: Iterable[str], entry: str, interval: Interval) -> None:
        """An entry credits an interval of these days."""
        for key in keys:
            self._added[key].append([entry, interval.start, interval.end])

    def save(self) -> None:
        """Store what was added."""
        new = [{"_id": key, "intervals": added} for key, added in self._added.items() if key not in self._stored]
        self._transaction["service_days"].insert(new)
        self._transaction["service_days"].write(
            [
                UpdateOne({"_id": key}, {"$push": {"intervals": {"$each": added}}})
                for key, added in self._added.items()
                if key in self._stored
            ]
        )


def undecided(transaction: Transaction, references: Iterable[str]) -> set[str]:
    """Those of the presences that are neither held nor rejected."""
    wanted = set(references)
    for name in ("held", "rejected"):
        wanted -= transaction[name].by_id(wanted, {"_id": 1}).keys()
    return wanted


def rejected(transaction: Transaction, references: Iterable[str]) -> set[str]:
    """Those of the presences that were rejected."""
    return set(transaction["rejected"].by_id(references, {"_id": 1}))


def mark_rejected(transaction: Transaction, volunteers: Iterable[str]) -> None:
    """Note of volunteers that a presence was rejected for what they are."""
    transaction["volunteers"].write(
        [UpdateOne({"_id": one}, {"$set": {"rejected": True}}) for one in sorted(volunteers)]
    )


def waiting(transaction: Transaction, name: str, keys: Sequence[str]) -> list[Document]:
    """The documents of `name` that wait for one of the keys."""
    return transaction[name].where("waits_for", keys)


def hold(transaction: Transaction, documents: Iterable[Document]) -> None:
    """Keep what waits, in place of what it waited for before."""
    transaction["held"].write([ReplaceOne({"_id": one["_id"]}, one, upsert=True) for one in documents])


def release(transaction: Transaction, references: Iterable[str]) -> None:
    """Forget that something waited."""
    transaction["held"].write([DeleteOne({"_id": reference}) for reference in references])


def await_documents(transaction: Transaction, name: str, references: Iterable[str]) -> None:
    """Count that somebody waits for documents of `name`, making those that nobody has brought yet.

    So of two transactions at one moment, one that begins to wait and one that brings what it waits for, one is run
    again and sees the other's work; otherwise something would wait for ever (docs/adr/0006).
    """
    counts = Counter(references)
    transaction[name].write(
        [UpdateOne({"_id": ref}, {"$inc": {"awaited": count}}, upsert=True) for ref, count in counts.items()]
    )


def ended_notices(database: Database[Document], today: dt.date) -> list[str]:
    """The presences whose public notice ended before `today`, by reference."""
    over = {"notice_until": {"$gte": "2000-01-01", "$lt": today.isoformat()}}
    return [one["_id"] for one in database["held"].find(over, {"_id": 1})]


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
    known = (one for one in database["volunteers"].find({}, {"number": 1}) if "number" in one)
    while some := list(islice(known, AT_ONCE)):
        minutes = _minutes(database, [one["number"] for one in some])
        for one in some:
            yield {"volunteer_ref": one["_id"], "volunteer": one["number"], "minutes": minutes[one["number"]]}


def _minutes(database: Database[Document], numbers: Sequence[str]) -> Counter[str]:
    minutes: Counter[str] = Counter()
    for part in portions(numbers):
        for entry in database["ledger"].find({"volunteer": {"$in": part}}, {"volunteer": 1, "minutes": 1}):
            minutes[entry["volunteer"]] += entry["minutes"]
    return minutes


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
    for entry in database["ledger"].find({"volunteer": number}).sort([("volunteer", 1), ("day", 1)]):
        yield {"entry": entry.pop("_id"), **entry}
