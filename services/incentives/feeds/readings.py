"""How far partners have read their feeds by themselves, and when they last did: a figure for who watches over feeds.

It is noted beside what is read, at most once a second by a process unless the reader has caught up. What is not noted
costs nobody an event: a partner's own cursor says where it goes on.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Hashable, Iterable
from contextlib import suppress

from pymongo.database import Database
from pymongo.errors import PyMongoError

from shared import clock
from shared.store.bound import portions
from shared.store.client import Document
from shared.store.migrations import collection

READINGS = "feed_readings"
EVERY_SECONDS = 1.0


class Notes:
    """What a process noted last, by database and partner."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._noted: dict[Hashable, float] = {}

    def is_time(self, key: Hashable, now: float) -> bool:
        """Whether it is time to note again; then it counts as noted."""
        with self._lock:
            is_time = now - self._noted.get(key, -EVERY_SECONDS) >= EVERY_SECONDS
            if is_time:
                self._noted[key] = now
            return is_time


NOTES = Notes()


def collections(database: Database[Document]) -> None:
    """One document for each partner that reads."""
    collection(database, READINGS)


def note(database: Database[Document], partner: str, position: int, *, caught_up: bool) -> None:
    """Note that a partner was given all up to a position; a store that fails at this moment fails no reader."""
    if NOTES.is_time((database.name, partner), time.monotonic()) or caught_up:
        said = {"$set": {"position": position, "at": clock.to_text(clock.now())}}
        with suppress(PyMongoError):
            database[READINGS].update_one({"_id": partner}, said, upsert=True)


def of(database: Database[Document], partners: Iterable[str]) -> dict[str, Document]:
    """The same, of those partners that ever read: `position`, and the moment `at`."""
    parts = portions(sorted(partners))
    found = (one for part in parts for one in database[READINGS].find({"_id": {"$in": list(part)}}))
    return {one["_id"]: one for one in found}
