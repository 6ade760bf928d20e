"""Sending to chosen queues: through the default exchange, so that nobody else sees it, in batches that are confirmed.

A queue that refuses is given time, and smaller batches; one in which much lies already is waited for.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from amqp import Message
from amqp.exceptions import AMQPError, NotFound

from shared.messaging.connection import connection_to
from shared.messaging.publisher import Publisher, PublishError

BATCH = 500
MOST_WAITING = 100_000
"""Most messages that sending lets lie in a queue: what was sent last must still fit beside what comes anew."""
PATIENCE = 60.0
FIRST_PAUSE, LONGEST_PAUSE = 0.25, 5.0
DEFAULT_EXCHANGE = ""


class UnknownQueue(Exception):
    """There is no queue with this name."""


class GaveUp(Exception):
    """Nothing went out for too long; the text says why. What was sent before stays sent."""


@dataclass(frozen=True)
class Parcel:
    """A message and the one queue that it goes to."""

    queue: str
    message: Message


class Sender:
    """Sends until the broker has confirmed.

    Args:
        tell: told what is waited for, whenever that begins.
    """

    def __init__(
        self, broker_uri: str, publisher: Publisher, tell: Callable[[str], None], *, patience: float = PATIENCE
    ) -> None:
        self._broker_uri, self._publisher = broker_uri, publisher
        self._tell, self._patience = tell, patience
        self._batch = BATCH

    def close(self) -> None:
        """Close the connection."""
        self._publisher.drop()

    def waiting(self, queue: str) -> int:
        """How many messages are ready in a queue.

        Raises:
            UnknownQueue: there is none.
        """
        try:
            with connection_to(self._broker_uri, connect_timeout=5) as connection, connection.channel() as channel:
                return int(channel.queue_declare(queue, passive=True).message_count)
        except NotFound:
            raise UnknownQueue(queue) from None

    def send(self, parcels: Sequence[Parcel]) -> None:
        """Send all, in order. After an error some may have been sent; sending them again has no other effect.

        Raises:
            UnknownQueue: a queue is not there.
            GaveUp: the broker took nothing for too long.
        """
        sent = 0
        deadline, pause = time.monotonic() + self._patience, FIRST_PAUSE
        while sent < len(parcels):
            part = parcels[sent : sent + self._batch]
            try:
                self._wait_for_room({one.queue for one in part})
                self._publisher.send([(DEFAULT_EXCHANGE, one.queue, one.message) for one in part])
            except (PublishError, OSError, AMQPError) as error:
                if time.monotonic() > deadline:
                    raise GaveUp(f"the broker took nothing for {self._patience:.0f} s: {error}") from error
                self._tell(f"{error}; trying again")
                # A part of what was refused may have been taken: less at once repeats less, and fits at last.
                self._batch = max(1, self._batch // 2)
                time.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
                continue
            sent += len(part)
            self._batch = min(2 * self._batch, BATCH)
            deadline, pause = time.monotonic() + self._patience, FIRST_PAUSE

    def _wait_for_room(self, queues: Iterable[str]) -> None:
        for queue in sorted(queues):
            deadline, fewest, pause = time.monotonic() + self._patience, None, FIRST_PAUSE
            while (waiting := self.waiting(queue)) >= MOST_WAITING:
                if fewest is None:
                    self._tell(f"{waiting:,} messages lie in {queue}; waiting for its subscriber")
                if fewest is None or waiting < fewest:
                    deadline, fewest = time.monotonic() + self._patience, waiting
                elif time.monotonic() > deadline:
                    raise GaveUp(f"{waiting:,} messages lie in {queue}, and nobody takes them")
                self._publisher.keep_alive()
                time.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
