"""The inbox: the ids of the events that a service has handled, written in the handler's transaction: once is once."""

from __future__ import annotations

from collections.abc import Sequence

from shared import clock
from shared.events.envelope import Event
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
