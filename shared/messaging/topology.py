"""Exchanges, queues and bindings, all derived from the catalogue.

Queue arguments that may change stand in the broker's policies (deploy/rabbitmq/definitions.json), so that a change
needs no new queue. A queue that another version declared otherwise is used as it is: what lies in it must be handled.
"""

from __future__ import annotations

from collections.abc import Iterable

import structlog
from amqp.exceptions import PreconditionFailed
from kombu.connection import Connection

from shared.events.catalogue import CATALOGUE
from shared.events.contract import Contract
from shared.messaging.connection import connection_to

log = structlog.get_logger()
DEAD_LETTERS = "kapok.dead-letters"
QUORUM = {"x-queue-type": "quorum"}


def exchange_of(service: str) -> str:
    """The topic exchange that `service` alone publishes to."""
    return f"{service}.events"


def queue_of(subscriber: str, event_type: str) -> str:
    """The queue of one subscriber for one type."""
    return f"{subscriber}.{event_type}"


def declare_queue(connection: Connection, subscriber: str, contract: Contract) -> str:
    """Declare one subscription: quorum queue and binding. The queue's name.

    The exchange must be there: it is its producer's, and a subscriber need not have the right to make it.
    """
    name, exchange = queue_of(subscriber, contract.type), exchange_of(contract.source)
    _declare_quorum(connection, name)
    with connection.channel() as channel:
        channel.queue_bind(name, exchange, contract.type)
    return name


def declare(broker_uri: str, contracts: Iterable[Contract] = CATALOGUE.values()) -> None:
    """Declare everything: a queue waits for each listener before the first event is published."""
    with connection_to(broker_uri, connect_timeout=5) as connection:
        _declare_quorum(connection, DEAD_LETTERS)
        with connection.channel() as channel:
            channel.exchange_declare(DEAD_LETTERS, "fanout", durable=True, auto_delete=False)
            channel.queue_bind(DEAD_LETTERS, DEAD_LETTERS, "")
            for contract in contracts:
                channel.exchange_declare(exchange_of(contract.source), "topic", durable=True, auto_delete=False)
        for contract in contracts:
            for listener in contract.listeners:
                declare_queue(connection, listener, contract)


def _declare_quorum(connection: Connection, name: str) -> None:
    try:
        # The broker closes a channel on which a declaration fails.
        with connection.channel() as channel:
            channel.queue_declare(name, durable=True, auto_delete=False, arguments=QUORUM)
    except PreconditionFailed as error:
        log.warning("a queue was declared otherwise; it is used as it is", queue=name, difference=error.reply_text)
