"""A log: commits with their events as texts, under positions without gaps, and where it ends.

A service's own is its outbox; what a partner is told is one of the same form, so that whoever reads either does so with
the same cursors, pages and promises.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pymongo import ASCENDING
from pymongo.database import Database

from shared import ids
from shared.events import texts
from shared.store.client import Document

RELAY = "relay"
COMMIT_EVENTS = 2_000
"""Most events of one document, far below the store's 16 MB; a larger transaction writes several."""
FIRST_LOOK, WIDER = 50, 8
"""Positions behind one in which the end of its commit is looked for first: the store reads all that end there."""
NAME_DIGITS = 12
"""Of a commit's name: its last ones are drawn by chance."""
RESTORED = "."


@dataclass(frozen=True)
class Head:
    """Where a log ends: the position of the last event that was published, and the log's identity.

    Attributes:
        log: what the relay gave it; empty before the first one ran. The part before the dot stays when the log is
            restored from a copy (`restored`), the part behind it is another then.
    """

    position: int = 0
    log: str = ""


def new_log() -> str:
    """The identity of a log that begins."""
    return _drawn(8)


def _drawn(digits: int) -> str:
    return ids.new_id()[-digits:]


def origin(log: str) -> str:
    """What a log's identities have in common, however often it was restored."""
    return log.partition(RESTORED)[0]


def is_restored(log: str) -> bool:
    """Whether a log was ever restored from a copy."""
    return RESTORED in log


@dataclass(frozen=True)
class Logbook:
    """Where a log lies; by default a service's own.

    Attributes:
        of: fields by which its commits are told from others' in the collection, before `last` in an index.
        heads: the collection with the document that says where it ends, and that document's id.
    """

    database: Database[Document]
    collection: str = "outbox"
    of: Mapping[str, Any] = field(default_factory=dict)
    heads: tuple[str, str] = (RELAY, RELAY)

    @property
    def name(self) -> str:
        """Differs from that of every other log that a process reads."""
        return ".".join((self.database.name, *self.heads))

    def head(self) -> Head:
        """Where the log ends."""
        collection, one = self.heads
        state = self.database[collection].find_one({"_id": one})
        return Head(int(state["position"]), state.get("log", "")) if state else Head()

    def commit_end(self, position: int) -> int:
        """The position of the last event of the commit that holds `position`, or of the first one kept after it."""
        found = self._first_that_ends(position, {"last": 1})
        return int(found["last"]) if found else position

    def commit_at(self, position: int) -> str:
        """The end of the name of the commit that holds a position; empty where it is no longer kept."""
        # Where a log ended a commit did; only one that was restored has another there.
        held = self._that_ends(position) or self._first_that_ends(position, {"first": 1})
        return str(held["_id"])[-NAME_DIGITS:] if held and held.get("first", position) <= position else ""

    def read_texts(self, after: int, upto: int) -> Iterator[tuple[int, bytes]]:
        """The events behind a position up to another one, which the log has reached, with their positions."""
        for document in self._that_hold(after, upto):
            first, contents = document["first"], texts.split(document["events"], document["count"])
            begin = max(0, after + 1 - first)
            yield from enumerate(contents[begin : upto + 1 - first], first + begin)

    def _that_ends(self, position: int) -> Document | None:
        return self.database[self.collection].find_one({**self.of, "last": position}, {"_id": 1})

    def _that_hold(self, after: int, upto: int) -> Iterator[Document]:
        """The commits that hold the events of a range, in order; it may end inside of one that ends later."""
        if upto <= after:
            return
        query, end = {**self.of, "last": {"$gt": after, "$lte": upto}}, after
        # Each has an event at least, so that one answer holds all of them.
        found = self.database[self.collection].find(query, batch_size=upto - after + 1)
        for document in found.sort("last", ASCENDING):
            end = document["last"]
            yield document
        last = self._first_that_ends(upto + 1) if end < upto else None
        if last and last["first"] <= upto:
            yield last

    def _first_that_ends(self, position: int, projection: Document | None = None) -> Document | None:
        """The first commit that ends at a position or behind it, by at most a commit's length."""
        begin, most, width = position, position + COMMIT_EVENTS, FIRST_LOOK
        while begin < most:
            end = min(begin + width, most)
            query = {**self.of, "last": {"$gte": begin, "$lt": end}}
            found = self.database[self.collection].find(query, projection).sort("last", ASCENDING)
            if document := next(found.limit(1), None):
                return document
            begin, width = end, width * WIDER
        return None


def restored(database: Database[Document]) -> None:
    """Give the log another identity, since it is a copy of before: cursors that were given until now are outdated."""
    log = f"{origin(Logbook(database).head().log) or new_log()}{RESTORED}{_drawn(8)}"
    database["relay"].update_one({"_id": RELAY}, {"$set": {"log": log}})
