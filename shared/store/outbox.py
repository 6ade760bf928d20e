"""The outbox: events written with the state they tell of, published afterwards by the relay, kept as the event log.

A document is one transaction's commit with all its events, because a document for each event costs 2.8 times as much.
They are one text of JSON inside of it: neither driver nor store take apart what nobody asks the store about
(docs/adr/0011), and neither do we for whoever wants the texts (docs/adr/0042).
`pending` is there until the relay has the broker's word; then `last` is there, the log position of the last event.
Positions are given in the order of publishing, without gaps, by the one relay: who follows them skips nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from pymongo import ASCENDING, UpdateOne
from pymongo.database import Database

from shared import clock, ids
from shared.events import texts
from shared.events.envelope import Event, from_structured
from shared.store.client import Document

RELAY = "relay"
ANY_TIME = {"$gt": clock.LONG_AGO, "$lt": clock.from_text("3000-01-01T00:00:00Z")}
COMMITS_READ_AT_ONCE = 5
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


def restored(database: Database[Document]) -> None:
    """Give the log another identity, since it is a copy of before: cursors that were given until now are outdated."""
    log = f"{origin(head(database).log) or new_log()}{RESTORED}{_drawn(8)}"
    database["relay"].update_one({"_id": RELAY}, {"$set": {"log": log}})


def commits(events: Sequence[Event]) -> list[Document]:
    """The documents that a transaction adds to the outbox, in order."""
    starts = range(0, len(events), COMMIT_EVENTS)
    # The store keeps milliseconds: each document is a later one, so that their order is certain.
    return [
        _commit(events[start : start + COMMIT_EVENTS], clock.now() + dt.timedelta(milliseconds=number))
        for number, start in enumerate(starts)
    ]


def _commit(events: Sequence[Event], moment: dt.datetime) -> Document:
    content = orjson.dumps([one.structured() for one in events])
    return {"_id": ids.new_id(), "pending": moment, "count": len(events), "events": content}


def structured_events(document: Document) -> list[dict[str, Any]]:
    """The events of a commit, as feeds and logs show them."""
    events: list[dict[str, Any]] = orjson.loads(document["events"])
    return events


def events_of(document: Document) -> list[Event]:
    """The events of a commit."""
    return [from_structured(event) for event in structured_events(document)]


def pending(database: Database[Document], limit: int, at_once: int = COMMITS_READ_AT_ONCE) -> Iterator[Document]:
    """The oldest commits that wait for the relay, read as they are taken, so many at once: each may be large."""
    waiting = database["outbox"].find({"pending": ANY_TIME}).sort("pending", ASCENDING)
    return iter(waiting.limit(limit).batch_size(at_once))


def pending_events(database: Database[Document]) -> int:
    """How many events wait for the relay."""
    return sum(document["count"] for document in database["outbox"].find({"pending": ANY_TIME}, {"count": 1}))


def head(database: Database[Document]) -> Head:
    """Where the log ends."""
    state = database["relay"].find_one({"_id": RELAY})
    return Head(int(state["position"]), state.get("log", "")) if state else Head()


def head_position(database: Database[Document]) -> int:
    """The position of the last event that was published."""
    return head(database).position


def marks(position: int, published: Sequence[Document]) -> tuple[list[UpdateOne], int]:
    """The updates that mark commits as published after `position`, and the new position."""
    updates = []
    for document in published:
        first, position = position + 1, position + document["count"]
        sent = {"$set": {"first": first, "last": position}, "$unset": {"pending": ""}}
        updates.append(UpdateOne({"_id": document["_id"]}, sent))
    return updates, position


def commit_end(database: Database[Document], position: int) -> int:
    """The position of the last event of the commit that holds `position`, or of the first one after it that is kept."""
    found = _first_that_ends(database, position, {"last": 1})
    return int(found["last"]) if found else position


def commit_at(database: Database[Document], position: int) -> str:
    """The end of the name of the commit that holds a position; empty where it is no longer kept."""
    # Where a log ended a commit did; only one that was restored has another there.
    found = database["outbox"].find_one({"last": position}, {"_id": 1})
    held = found or _first_that_ends(database, position, {"first": 1})
    return str(held["_id"])[-NAME_DIGITS:] if held and held.get("first", position) <= position else ""


def read(database: Database[Document], after: int, limit: int) -> Iterator[tuple[int, dict[str, Any]]]:
    """The log from the event after position `after`: up to `limit` pairs of position and structured event."""
    for position, text in read_texts(database, after, min(after + limit, head_position(database))):
        yield position, orjson.loads(text)


def read_texts(database: Database[Document], after: int, upto: int) -> Iterator[tuple[int, bytes]]:
    """The same up to position `upto`, which the log has reached, as the texts that are kept."""
    for document in _that_hold(database, after, upto):
        first, contents = document["first"], texts.split(document["events"], document["count"])
        begin = max(0, after + 1 - first)
        yield from enumerate(contents[begin : upto + 1 - first], first + begin)


def _that_hold(database: Database[Document], after: int, upto: int) -> Iterator[Document]:
    """The commits that hold the events of a range, in order; it may end inside of one that ends later."""
    if upto <= after:
        return
    query, end = {"last": {"$gt": after, "$lte": upto}}, after
    # Each has an event at least, so that one answer holds all of them.
    for document in database["outbox"].find(query, batch_size=upto - after + 1).sort("last", ASCENDING):
        end = document["last"]
        yield document
    last = _first_that_ends(database, upto + 1) if end < upto else None
    if last and last["first"] <= upto:
        yield last


def _first_that_ends(
    database: Database[Document], position: int, projection: Document | None = None
) -> Document | None:
    """The first commit that ends at a position or behind it, by at most a commit's length."""
    begin, most, width = position, position + COMMIT_EVENTS, FIRST_LOOK
    while begin < most:
        end = min(begin + width, most)
        found = database["outbox"].find({"last": {"$gte": begin, "$lt": end}}, projection).sort("last", ASCENDING)
        if document := next(found.limit(1), None):
            return document
        begin, width = end, width * WIDER
    return None
