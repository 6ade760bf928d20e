"""Exchanges, queues and bindings, all derived from the catalogue.

Queue arguments that may change stand in the broker's policies (deploy/rabbitmq/definitions.json), so that a change
needs no new queue. A queue that another version declared otherwise is used as it is: what lies in it must be handled.
A broker that has too much to do gives up making a quorum queue, and closes the connection: it is asked again.
"""

from __future__ import annotations

import time
from collections.abc import Collection

import structlog
from amqp.exceptions import InternalError, PreconditionFailed
from kombu.connection import Connection

from shared.events.catalogue import CATALOGUE
from shared.events.contract import Contract
from shared.messaging.connection import connection_to

log = structlog.get_logger()
DEAD_LETTERS = "kapok.dead-letters"
QUORUM = {"x-queue-type": "quorum"}
PATIENCE_SECONDS = 300.0
"""So long it is asked for what the broker could not make; one vain attempt takes the broker ten seconds or more."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 15.0


class TopologyError(Exception):
    """The broker could not make all queues; the message has its reason, and says what to do."""


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


def declare(
    broker_uri: str, contracts: Collection[Contract] = CATALOGUE.values(), patience_seconds: float = PATIENCE_SECONDS
) -> None:
    """Declare everything: a queue waits for each listener before the first event is published.

    Raises:
        TopologyError: the broker could not carry it out, for longer than `patience_seconds`.
    """
    deadline, pause = time.monotonic() + patience_seconds, FIRST_PAUSE
    while True:
        try:
            return _declare_all(broker_uri, contracts)
        except InternalError as error:
            if time.monotonic() + pause > deadline:
                raise TopologyError(
                    f"the broker could not make all queues ({error.reply_text}); see its log and its load, and migrate"
                    " again: what is made stays"
                ) from None
            log.warning("the broker could not make a queue; it is asked again", error=error.reply_text, seconds=pause)
        time.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)


def _declare_all(broker_uri: str, contracts: Collection[Contract]) -> None:
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
