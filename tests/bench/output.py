"""The end of the line: a quorum queue of the bench, bound to all that hours publishes of attendance."""

from __future__ import annotations

import time

import orjson
from kombu.connection import Connection

from cli.terminal.errors import CommandError

QUEUE, EXCHANGE = "bench.output", "hours.events"
LOOK_EVERY = 0.02


class Incomplete(CommandError):
    """Events are missing, or there are too many of them."""


class Output:
    """Counts what arrives, and looks afterwards whether it is right."""

    def __init__(self, broker_uri: str) -> None:
        self._connection = Connection(broker_uri)
        self._channel = self._connection.channel()
        self._channel.exchange_declare(EXCHANGE, "topic", durable=True, auto_delete=False)
        self._channel.queue_declare(QUEUE, durable=True, auto_delete=False, arguments={"x-queue-type": "quorum"})
        self._channel.queue_bind(QUEUE, EXCHANGE, "hours.#")  # not the seals

    def wait_for(self, count: int, patience: float) -> None:
        """Until so many events have arrived.

        Raises:
            Incomplete: they did not within the patience.
        """
        deadline = time.monotonic() + patience
        while (arrived := self._arrived()) < count:
            if time.monotonic() > deadline:
                raise Incomplete(f"{arrived} of {count} events after {patience:.0f} s")
            time.sleep(LOOK_EVERY)

    def take(self, references: set[str]) -> None:
        """Empty the queue.

        Raises:
            Incomplete: what was in it is not one event for each of the attendances.
        """
        found: list[str] = []
        self._channel.basic_consume(
            QUEUE, no_ack=True, callback=lambda message: found.append(_reference(message.body)), consumer_tag="bench"
        )
        while len(found) < len(references):
            self._connection.drain_events(timeout=10)
        self._channel.basic_cancel("bench")
        if len(found) != len(references) or set(found) != references:
            raise Incomplete(f"{len(found)} events of {len(set(found) & references)} of {len(references)} attendances")

    def consumers_of(self, queue: str) -> int:
        """How many consumers a queue has; 0 where there is no such queue yet."""
        try:
            with self._connection.channel() as channel:
                return int(channel.queue_declare(queue, passive=True).consumer_count)
        except self._connection.channel_errors:
            return 0

    def close(self) -> None:
        """Give the connection back."""
        self._connection.release()

    def _arrived(self) -> int:
        return int(self._channel.queue_declare(QUEUE, passive=True).message_count)


def _reference(body: bytes | str) -> str:
    return str(orjson.loads(body)["attendance_ref"])
