"""Whose standing time alone has changed, and how all volunteers are gone through in parts."""

from __future__ import annotations

import datetime as dt

from pymongo.database import Database

from services.incentives.standing.accounts import DUE
from services.incentives.standing.parts import PART, fill_parts
from services.incentives.standing.repository import GENERATION
from shared.store.client import Document
from shared.store.migrations import collection, index
from shared.store.transaction import Store

FIRST_DAY = "0001-01-01"


def find_by_due_day(database: Database[Document]) -> None:
    """Index when time alone changes what was decided: of who was decided on before, that is to be found out at once."""
    collection(database, "standings", index(DUE))
    for one in database["standings"].find({}, {DUE: 1, "earned": 1}):
        if DUE not in one:
            day = FIRST_DAY if one.get("earned") else None
            database["standings"].update_one({"_id": one["_id"]}, {"$set": {DUE: day}})


def find_by_part(database: Database[Document]) -> None:
    """Index who is due, or decided on by older versions, by parts of all volunteers."""
    collection(database, "standings", index(PART, GENERATION), index(PART, DUE))
    fill_parts(database, "standings")


def due(store: Store, day: dt.date, most: int) -> list[str]:
    """Some of the volunteers whose standing time alone has changed by a day, where these are few."""
    found = store.database["standings"].find(_due_by(day), {"_id": 1}, limit=most)
    return [one["_id"] for one in found]


def due_in(store: Store, part: int, day: dt.date) -> list[str]:
    """All of them in a part of all volunteers."""
    return [one["_id"] for one in store.database["standings"].find({PART: part, **_due_by(day)}, {"_id": 1})]


def _due_by(day: dt.date) -> Document:
    return {DUE: {"$gte": FIRST_DAY, "$lte": day.isoformat()}}
