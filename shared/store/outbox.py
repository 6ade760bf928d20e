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
from typing import Any

import orjson
from pymongo import ASCENDING, UpdateOne
from pymongo.database import Database

from shared import clock, ids
from shared.events.envelope import Event, from_structured
from shared.store import logbook
from shared.store.client import Document
from shared.store.logbook import Logbook

RELAY, COMMIT_EVENTS = logbook.RELAY, logbook.COMMIT_EVENTS
ANY_TIME = {"$gt": clock.LONG_AGO, "$lt": clock.from_text("3000-01-01T00:00:00Z")}
COMMITS_READ_AT_ONCE = 5


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


def head_position(database: Database[Document]) -> int:
    """The position of the last event that was published."""
    return Logbook(database).head().position


def marks(position: int, published: Sequence[Document]) -> tuple[list[UpdateOne], int]:
    """The updates that mark commits as published after `position`, and the new position."""
    updates = []
    for document in published:
        first, position = position + 1, position + document["count"]
        sent = {"$set": {"first": first, "last": position}, "$unset": {"pending": ""}}
        updates.append(UpdateOne({"_id": document["_id"]}, sent))
    return updates, position


def read(database: Database[Document], after: int, limit: int) -> Iterator[tuple[int, dict[str, Any]]]:
    """The log from the event after position `after`: up to `limit` pairs of position and structured event."""
    for position, text in read_texts(database, after, min(after + limit, head_position(database))):
        yield position, orjson.loads(text)


def read_texts(database: Database[Document], after: int, upto: int) -> Iterator[tuple[int, bytes]]:
    """The same up to position `upto`, which the log has reached, as the texts that are kept."""
    return Logbook(database).read_texts(after, upto)


def commit_end(database: Database[Document], position: int) -> int:
    """The position of the last event of the commit that holds `position`, or of the first one after it that is kept."""
    return Logbook(database).commit_end(position)
