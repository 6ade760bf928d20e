"""The broker's own dead letters, brought into the subscribers' collections.

The broker gives up what was delivered too often without an answer (deploy/rabbitmq/definitions.json) and puts it into
the queue `kapok.dead-letters`, where nobody can look at it without taking it out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.messaging import dead_letters
from shared.messaging.connection import connection_to
from shared.messaging.subscription import Delivery
from shared.messaging.topology import DEAD_LETTERS
from shared.store.transaction import Store


class GivenUp(Exception):
    """The broker stopped delivering a message; the text says why."""


@dataclass(frozen=True)
class Collected:
    """How many messages were moved, and how many were left because they come from no service's queue."""

    moved: int
    strange: int


def collect(broker_uri: str, stores: Mapping[str, Store], most: int) -> Collected:
    """Move up to `most` messages, each stored before it is acknowledged."""
    moved = strange = 0
    with connection_to(broker_uri, connect_timeout=5) as connection:
        channel: Any = connection.channel()
        while moved < most and (message := channel.basic_get(DEAD_LETTERS)) is not None:
            death = _last_death(message.headers or {})
            store = stores.get(str(death.get("queue")).partition(".")[0])
            if store is None:
                # Not acknowledged, it goes back when the channel is closed.
                strange += 1
                continue
            delivery = Delivery(None, 0, message.headers, message.body)
            dead_letters.keep(store, death["queue"], delivery, GivenUp(_reason(death)), _moment(death))
            channel.basic_ack(message.delivery_tag)
            moved += 1
    return Collected(moved, strange)


def _last_death(headers: Mapping[str, Any]) -> Mapping[str, Any]:
    deaths = headers.get("x-death")
    return deaths[0] if isinstance(deaths, list) and deaths and isinstance(deaths[0], dict) else {}


def _reason(death: Mapping[str, Any]) -> str:
    reasons = {
        "delivery_limit": "delivered too often without an answer: handling it ends the worker's process",
        "rejected": "rejected by a consumer",
        "expired": "lay in its queue for too long",
        "maxlen": "its queue was full",
    }
    return reasons.get(str(death.get("reason")), str(death.get("reason")))


def _moment(death: Mapping[str, Any]) -> dt.datetime | None:
    time = death.get("time")
    return time.replace(tzinfo=dt.UTC) if isinstance(time, dt.datetime) else None
