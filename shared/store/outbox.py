"""The outbox: events written with the state they tell of, published afterwards by the relay, kept as the event log.

A document is one transaction's commit with all its events, because a document for each event costs 2.8 times as much.
`pending` is there until the relay has the broker's word; then `last` is there, the log position of the last event.
Positions are given in the order of publishing, without gaps, by the one relay: who follows them skips nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from pymongo import ASCENDING, UpdateOne
from pymongo.database import Database

from shared import clock, ids
from shared.events.envelope import Event, from_structured
from shared.store.client import Document

RELAY = "relay"
ANY_TIME = {"$gt": clock.from_text("2000-01-01T00:00:00Z"), "$lt": clock.from_text("3000-01-01T00:00:00Z")}
COMMIT_EVENTS = 2_000
"""Most events of one document, far below the store's 16 MB; a larger transaction writes several."""


def commits(events: Sequence[Event]) -> list[Document]:
    """The documents that a transaction adds to the outbox, in order."""
    starts = range(0, len(events), COMMIT_EVENTS)
    # The store keeps milliseconds: each document is a later one, so that their order is certain.
    return [
        {
            "_id": ids.new_id(),
            "pending": clock.now() + dt.timedelta(milliseconds=number),
            "events": [one.structured() for one in events[start : start + COMMIT_EVENTS]],
        }
        for number, start in enumerate(starts)
    ]


def events_of(document: Document) -> list[Event]:
    """The events of a commit."""
    return [from_structured(event) for event in document["events"]]


def pending(database: Database[Document], limit: int) -> list[Document]:
    """The oldest commits that wait for the relay."""
    return list(database["outbox"].find({"pending": ANY_TIME}).sort("pending", ASCENDING).limit(limit))


def pending_events(database: Database[Document]) -> int:
    """How many events wait for the relay."""
    waiting = database["outbox"].find({"pending": ANY_TIME}, {"events.id": 1})
    return sum(len(document["events"]) for document in waiting)


def head_position(database: Database[Document]) -> int:
    """The position of the last event that was published."""
    state = database["relay"].find_one({"_id": RELAY})
    return int(state["position"]) if state else 0


def marks(position: int, published: Sequence[Document]) -> tuple[list[UpdateOne], int]:
    """The updates that mark commits as published after `position`, and the new position."""
    updates = []
    for document in published:
        first, position = position + 1, position + len(document["events"])
        sent = {"$set": {"first": first, "last": position}, "$unset": {"pending": ""}}
        updates.append(UpdateOne({"_id": document["_id"]}, sent))
    return updates, position


def commit_end(database: Database[Document], position: int) -> int:
    """The position of the last event of the commit that holds `position`, or of the first one after it that is kept."""
    query = {"last": {"$gte": position, "$lt": position + COMMIT_EVENTS}}
    found = database["outbox"].find(query, {"last": 1}).sort("last", ASCENDING).limit(1)
    return next((int(document["last"]) for document in found), position)


def read(database: Database[Document], after: int, limit: int) -> Iterator[tuple[int, dict[str, Any]]]:
    """The log from the event after position `after`: up to `limit` pairs of position and structured event."""
    upto = min(after + limit, head_position(database))
    if upto <= after:
        return
    # A commit that holds the events of the range ends at most one commit's length behind the range.
    query = {"last": {"$gt": after, "$lte": upto + COMMIT_EVENTS}}
    for document in database["outbox"].find(query).sort("last", ASCENDING):
        if document["first"] > upto:
            return
        for position, event in enumerate(document["events"], document["first"]):
            if after < position <= upto:
                yield position, event
