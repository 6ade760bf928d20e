"""Exchanges, queues and bindings, all derived from the catalogue.

Queue arguments that may change stand in the broker's policies (deploy/rabbitmq/definitions.json), so that a change
needs no new queue.
"""

from __future__ import annotations

from collections.abc import Iterable

from kombu.connection import Connection
from kombu.transport.pyamqp import Channel

from shared.events.catalogue import CATALOGUE
from shared.events.contract import Contract

DEAD_LETTERS = "kapok.dead-letters"
QUORUM = {"x-queue-type": "quorum"}


def exchange_of(service: str) -> str:
    """The topic exchange that `service` alone publishes to."""
    return f"{service}.events"


def queue_of(subscriber: str, event_type: str) -> str:
    """The queue of one subscriber for one type."""
    return f"{subscriber}.{event_type}"


def declare_queue(channel: Channel, subscriber: str, contract: Contract) -> str:
    """Declare one subscription: exchange, quorum queue, binding. The queue's name."""
    name, exchange = queue_of(subscriber, contract.type), exchange_of(contract.source)
    channel.exchange_declare(exchange, "topic", durable=True, auto_delete=False)
    channel.queue_declare(name, durable=True, auto_delete=False, arguments=QUORUM)
    channel.queue_bind(name, exchange, contract.type)
    return name


def declare(broker_uri: str, contracts: Iterable[Contract] = CATALOGUE.values()) -> None:
    """Declare everything: a queue waits for each listener before the first event is published."""
    with Connection(broker_uri, connect_timeout=5) as connection:
        channel = connection.channel()
        channel.exchange_declare(DEAD_LETTERS, "fanout", durable=True, auto_delete=False)
        channel.queue_declare(DEAD_LETTERS, durable=True, auto_delete=False, arguments=QUORUM)
        channel.queue_bind(DEAD_LETTERS, DEAD_LETTERS, "")
        for contract in contracts:
            channel.exchange_declare(exchange_of(contract.source), "topic", durable=True, auto_delete=False)
            for listener in contract.listeners:
                declare_queue(channel, listener, contract)
