"""What is stored of award cycles: one document for each, with its categories, beside their rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pymongo import UpdateOne
from pymongo.database import Database

from services.incentives.awards.kind import AWARD_CYCLES
from shared.events.envelope import Event
from shared.sources import SEPARATOR
from shared.store.client import Document
from shared.store.migrations import collection, index
from shared.store.transaction import Store, Transaction

CYCLES = "cycles"
TURN, DUE = "turn", "due_on"
LAST_DAY = "9999-99-99"
DAYS = ("period_from", "period_to", "notice_from", "notice_to")


def collections(database: Database[Document]) -> None:
    """Make it of the rows that there are, and find rows by the day on which their result is due."""
    collection(database, CYCLES)
    collection(database, AWARD_CYCLES.name, index(DUE, sparse=True))
    for row in database[AWARD_CYCLES.name].find():
        if "category" in row:
            change = {"$set": {f"categories.{row['category']}": {name: row[name] for name in DAYS}}}
            database[CYCLES].update_one({"_id": row["cycle_ref"]}, change, upsert=True)
            database[AWARD_CYCLES.name].update_one({"_id": row["_id"]}, {"$set": {DUE: row["notice_to"]}})


def row_of(cycle: str, category: str) -> str:
    """The reference of the row of a category of a cycle."""
    return f"{cycle}{SEPARATOR}{category}"


def note(transaction: Transaction, events: Sequence[Event]) -> dict[str, Event | None]:
    """Categories of cycles were announced: keep their days with the cycle; the cycles, each with its event."""
    transaction[CYCLES].write(
        [
            UpdateOne(
                {"_id": one.data["cycle_ref"]},
                {"$set": {f"categories.{one.data['category']}": {name: one.data[name] for name in DAYS}}},
                upsert=True,
            )
            for one in events
        ]
    )
    return {one.data["cycle_ref"]: one for one in events}


def rows(transaction: Transaction, references: Iterable[str]) -> dict[str, Document]:
    """Categories of cycles, by the references of their rows."""
    return transaction[AWARD_CYCLES.name].by_id(references)


def take_turns(transaction: Transaction, references: Iterable[str]) -> None:
    """What competes in a category is decided on by one transaction after the other: each writes on its row."""
    transaction[AWARD_CYCLES.name].write([UpdateOne({"_id": one}, {"$inc": {TURN: 1}}) for one in sorted(references)])


def is_over(row: Mapping[str, Any], today: dt.date) -> bool:
    """Whether the public notice of a category is over."""
    return today > dt.date.fromisoformat(row["notice_to"])


def due(store: Store, today: dt.date) -> list[str]:
    """The rows whose result is due, also since a day on which nobody ran."""
    query = {DUE: {"$gte": "", "$lt": today.isoformat()}}
    return [one["_id"] for one in store.database[AWARD_CYCLES.name].find(query, {"_id": 1})]


def in_notice(store: Store, day: dt.date) -> list[Document]:
    """The rows whose public notice runs on a day, in order."""
    found = store.database[AWARD_CYCLES.name].find({DUE: {"$gte": day.isoformat(), "$lt": LAST_DAY}})
    return sorted((one for one in found if one["notice_from"] <= day.isoformat()), key=lambda one: str(one["_id"]))


def not_due(transaction: Transaction, references: Iterable[str]) -> None:
    """The results of these rows are there."""
    transaction[AWARD_CYCLES.name].write([UpdateOne({"_id": one}, {"$unset": {DUE: ""}}) for one in sorted(references)])
