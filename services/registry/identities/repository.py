"""Which questions to the identity authority are due."""

from __future__ import annotations

import datetime as dt

from pymongo.database import Database

from services.registry.volunteers.repository import VOLUNTEERS
from shared import clock
from shared.store.client import Document
from shared.store.migrations import index
from shared.store.transaction import Transaction


def collections(database: Database[Document]) -> None:
    """Volunteers, found by when the identity authority is to be asked about them."""
    database[VOLUNTEERS].create_indexes([index("ask_at", sparse=True)])


def due(transaction: Transaction, now: dt.datetime, most: int) -> list[str]:
    """The references of up to so many volunteers about whom it is time to ask."""
    waiting = {"ask_at": {"$gt": clock.LONG_AGO, "$lte": now}}
    return [str(one["_id"]) for one in transaction[VOLUNTEERS].find(waiting, {"_id": 1}, most)]
