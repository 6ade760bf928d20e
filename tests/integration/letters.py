"""What the tests of dead letters and replay share: letters that were kept, and what lies in a queue."""

from __future__ import annotations

from typing import Any

from kombu.connection import Connection

from shared.events.envelope import Event
from shared.messaging import dead_letters
from shared.messaging.subscription import Delivery
from shared.store.transaction import Store
from tests.faults.corner import QUEUE

TYPE = "attendance.logged.v1"


def fail(store: Store, event: Event, queue: str = QUEUE, **headers: Any) -> None:
    """A message that a handler failed on."""
    delivery = Delivery(None, 0, {**event.headers(), **headers}, event.body())
    dead_letters.keep(store, queue, delivery, ValueError("a bug in the handler"))


def taken(broker_uri: str, queue: str) -> list[Any]:
    """What lies in a queue, taken out."""
    messages = []
    with Connection(broker_uri) as connection:
        channel: Any = connection.channel()
        while message := channel.basic_get(queue, no_ack=True):
            messages.append(message)
    return messages
