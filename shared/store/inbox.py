"""The inbox: the ids of the events that a service has handled, written in the handler's transaction: once is once.

Beside them are the marks of events of which somebody may ask whether they were heard (docs/adr/0023).
"""

from __future__ import annotations

from collections.abc import Sequence

from pymongo import UpdateOne
from pymongo.database import Database

from shared import clock
from shared.events.envelope import Event
from shared.store.client import Document
from shared.store.transaction import Transaction

KEPT_DAYS = 30
"""How long an id is remembered; a copy of a message that is older than this would be handled again."""


def admit(transaction: Transaction, events: Sequence[Event]) -> list[Event]:
    """Those of the events that were not handled before, each once; from now on they are handled."""
    fresh = {event.id: event for event in events}
    for known in transaction["inbox"].by_id(fresh, {"_id": 1}):
        del fresh[known]
    moment = clock.now()
    transaction["inbox"].insert([{"_id": event_id, "at": moment} for event_id in fresh])
    return list(fresh.values())


def note(transaction: Transaction, events: Sequence[Event]) -> None:
    """Keep the marks of events that are handled, now or before; most have none, and cost nothing."""
    moment = {"$setOnInsert": {"at": clock.now()}}
    marks = sorted({event.mark for event in events if event.mark})
    transaction["inbox"].write([UpdateOne({"_id": mark}, moment, upsert=True) for mark in marks])


def has_all(database: Database[Document], marks: Sequence[str]) -> bool:
    """Whether the events with all of these few marks are handled."""
    return len(list(database["inbox"].find({"_id": {"$in": list(marks)}}, {"_id": 1}))) == len(set(marks))
