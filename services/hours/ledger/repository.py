"""What hours stores of credited minutes: the append-only ledger, and the days of service."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pymongo import UpdateOne
from pymongo.database import Database

from services.hours.ledger.domain import CREDITED_AT, ServiceDays
from services.hours.shifts.domain import Interval
from shared import clock
from shared.rules.reversals import counting, is_reversal
from shared.store.bound import portions
from shared.store.client import Document
from shared.store.migrations import collection, index
from shared.store.transaction import Transaction

LEDGER, SERVICE_DAYS, SEVERAL = "ledger", "service_days", "entries_of_presences"


def collections(database: Database[Document]) -> None:
    """Make the collections."""
    collection(database, LEDGER, index("volunteer", "day"))
    collection(database, SERVICE_DAYS)


def collection_of_several(database: Database[Document]) -> None:
    """Make the collection of presences that have more than one entry."""
    collection(database, SEVERAL)


def note_entries(transaction: Transaction, entries: Mapping[str, Sequence[str]]) -> None:
    """Keep which entries presences have that have more than one."""
    transaction[SEVERAL].insert([{"_id": one, "entries": list(some)} for one, some in sorted(entries.items())])


def entries_of_presence(transaction: Transaction, reference: str) -> list[Document]:
    """All entries of a presence or an opening balance, those too that take one back; by the first one's name alone."""
    first = one(transaction, reference)
    if first is None or is_reversal(reference) or first["attendance_ref"] not in (None, reference):
        return []
    several = transaction[SEVERAL].one(reference)
    found = transaction[LEDGER].by_id(several["entries"]) if several else {reference: first}
    return [found[name] for name in (several["entries"] if several else found)]


def amend(transaction: Transaction, reference: str, entries: Sequence[Document], decision: Document) -> None:
    """Add entries to those of a presence, with who decided so and why."""
    add(transaction, entries)
    names = [one["_id"] for one in entries]
    if transaction[SEVERAL].one(reference) is None:
        transaction[SEVERAL].insert([{"_id": reference, "entries": [reference, *names], "decisions": [decision]}])
    else:
        change = {"entries": {"$each": names}, "decisions": decision}
        transaction[SEVERAL].write([UpdateOne({"_id": reference}, {"$push": change})])


def free(transaction: Transaction, days: ServiceDays, reversed_by_day: Mapping[str, Iterable[str]]) -> None:
    """Note of days of service which of their entries are taken back."""
    transaction[SERVICE_DAYS].write(
        [
            UpdateOne({"_id": day}, {"$push": {"reversed": {"$each": sorted(some)}}})
            for day, some in sorted(reversed_by_day.items())
            if day in days.stored
        ]
    )


def standing(database: Database[Document], references: Iterable[str]) -> dict[str, int]:
    """The minutes that presences have by now which have more than one entry, by reference."""
    wanted = sorted(set(references))
    several = [one for part in portions(wanted) for one in database[SEVERAL].find({"_id": {"$in": list(part)}})]
    names = [name for one in several for name in one["entries"]]
    known = {
        one["_id"]: one["minutes"]
        for part in portions(names)
        for one in database[LEDGER].find({"_id": {"$in": list(part)}}, {"minutes": 1})
    }
    return {one["_id"]: sum(known[name] for name in one["entries"]) for one in several}


def add(transaction: Transaction, entries: Sequence[Document]) -> None:
    """Add entries to the ledger, each with the time of the event that tells of it, by which its seal is found."""
    moment = clock.from_text(transaction.moment)
    transaction[LEDGER].insert([{**one, CREDITED_AT: moment} for one in entries])


def service_days(transaction: Transaction, days: Iterable[str]) -> ServiceDays:
    """What is credited on days of service.

    Two transactions that credit a volunteer on one day both write that day's document, so one of them is run again and
    sees the other's entry (docs/adr/0013).
    """
    return ServiceDays(transaction[SERVICE_DAYS].by_id(days))


def save_days(transaction: Transaction, days: ServiceDays) -> None:
    """Store what was added to days of service."""
    new = [{"_id": day, "intervals": added} for day, added in days.added.items() if day not in days.stored]
    transaction[SERVICE_DAYS].insert(new)
    transaction[SERVICE_DAYS].write(
        [
            UpdateOne({"_id": day}, {"$push": {"intervals": {"$each": added}}})
            for day, added in days.added.items()
            if day in days.stored
        ]
    )
    # Two registrations of one person have days of their own; whoever credits one of them writes those of the other.
    transaction[SERVICE_DAYS].write(
        [
            UpdateOne({"_id": day}, {"$inc": {"touched": 1}, "$setOnInsert": {"intervals": []}}, upsert=True)
            for day in sorted(days.touched - days.added.keys())
        ]
    )


def present(transaction: Transaction, entries: Iterable[str]) -> set[str]:
    """Those of the entries that are in the ledger."""
    return set(transaction[LEDGER].by_id(entries, {"_id": 1}))


def by_name(transaction: Transaction, names: Iterable[str]) -> dict[str, Document]:
    """Some entries."""
    return transaction[LEDGER].by_id(set(names))


def one(transaction: Transaction, identifier: str) -> Document | None:
    """One entry."""
    return transaction[LEDGER].one(identifier)


def balances_of(transaction: Transaction, numbers: Iterable[str]) -> dict[str, str]:
    """The entries of volunteers that are opening balances, each with its volunteer's number."""
    entries = transaction[LEDGER].where("volunteer", numbers, {"attendance_ref": 1, "volunteer": 1})
    return {one["_id"]: one["volunteer"] for one in entries if one["attendance_ref"] is None}


def entry(database: Database[Document], identifier: str) -> Document | None:
    """One entry."""
    return database[LEDGER].find_one({"_id": identifier})


def called(database: Database[Document], names: Sequence[str]) -> dict[str, Document]:
    """Entries, by their names."""
    parts = (database[LEDGER].find({"_id": {"$in": part}}) for part in portions(names))
    return {one["_id"]: one for found in parts for one in found}


def names(database: Database[Document]) -> Iterator[str]:
    """The names of all entries, in no order."""
    return (str(one["_id"]) for one in database[LEDGER].find({}, {"_id": 1}))


def count(database: Database[Document]) -> int:
    """How many entries there are."""
    return database[LEDGER].count_documents({})


def entries_of(database: Database[Document], number: str) -> Iterator[Document]:
    """A volunteer's entries, oldest day first."""
    return iter(database[LEDGER].find({"volunteer": number}).sort([("volunteer", 1), ("day", 1)]))


def credited(database: Database[Document]) -> Iterator[Document]:
    """The first entry of every attendance that is credited: its volunteer, its region, its day and its minutes."""
    wanted = ("attendance_ref", "shift_ref", "volunteer", "region_code", "day", "minutes")
    for one in database[LEDGER].find({}, dict.fromkeys(wanted, 1)):
        if one["attendance_ref"] == one["_id"]:
            yield one


def minutes(database: Database[Document], numbers: Sequence[str], as_of: dt.date | None = None) -> Counter[str]:
    """The credited minutes of some volunteers up to a day, by number; of all days for None."""
    last = (as_of or dt.date.max).isoformat()
    added: Counter[str] = Counter()
    for part in portions(numbers):
        for one in database[LEDGER].find({"volunteer": {"$in": part}}, {"volunteer": 1, "minutes": 1, "day": 1}):
            added[one["volunteer"]] += one["minutes"] if one["day"] <= last else 0
    return added


def intervals(database: Database[Document], numbers: Sequence[str]) -> dict[str, list[tuple[str, Interval]]]:
    """The presences that are credited to some volunteers, by number: each entry with its interval."""
    found: dict[str, dict[str, Interval]] = defaultdict(dict)
    for part in portions(numbers):
        for one in database[LEDGER].find({"volunteer": {"$in": part}}, {"volunteer": 1, "starts_at": 1, "ends_at": 1}):
            if one["starts_at"]:
                found[one["volunteer"]][one["_id"]] = Interval(one["starts_at"], one["ends_at"])
    return {number: list(counting(some).items()) for number, some in found.items()}
