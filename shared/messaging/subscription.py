"""One subscription: it collects deliveries into batches, hands them over, and acknowledges what was handled.

It outlives what nameko's own consumer does not: a lost connection while a batch is in hand (the acknowledgement is
dropped, the broker delivers again, the inbox knows), a queue that was deleted, a broker that is away, and stopping in
the middle of a batch (which is finished and acknowledged first).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

import eventlet
import structlog
from eventlet.event import Event as Signal
from eventlet.queue import Empty, LightQueue
from kombu.transport.pyamqp import Channel

from shared import clock
from shared.events.contract import Contract
from shared.events.envelope import Event
from shared.messaging.shared_connection import SharedConnection
from shared.messaging.topology import declare_queue
from shared.messaging.turns import Leisure
from shared.observability import metrics

log = structlog.get_logger()
LONGEST_PAUSE = 10.0


@dataclass(frozen=True)
class Delivery:
    """A message in hand, with the channel that it can be acknowledged on, and what was read in it, where it was."""

    channel: Channel | None
    tag: int
    headers: dict[str, Any]
    body: bytes | str
    content: Event | Exception | None = None


class StoreOutage(Exception):
    """The store is away: nothing is wrong with the batch in hand, so it is handled again later."""


class Subscription:
    """Takes one type of event from one queue, batch by batch, one batch at a time.

    Args:
        handle: called with each batch; it returns when every message of it is settled for good, and raises
            StoreOutage when it should be called again.
        read: called with headers and body of each message as it comes.
        ahead: how many messages it has at once that are not acknowledged; those beyond are any other worker's.
        leisure: for what has time: when the next batch is begun.
    """

    def __init__(
        self,
        connection: SharedConnection,
        subscriber: str,
        contract: Contract,
        handle: Callable[[Sequence[Delivery]], None],
        read: Callable[[Mapping[str, Any], bytes | str], Event | Exception],
        *,
        batch: int,
        ahead: int | None = None,
        leisure: Leisure | None = None,
    ) -> None:
        self._connection, self._subscriber, self._contract = connection, subscriber, contract
        self._handle, self._read_content = handle, read
        self._batch, self._ahead, self._leisure = batch, ahead or 2 * batch, leisure
        self._arrived: LightQueue = LightQueue()
        self._channel: Channel | None = None
        self._former: Channel | None = None
        self._stopping = False
        self._handler_done = Signal()
        self.problem: str | None = "not connected yet"

    @property
    def is_open(self) -> bool:
        """Whether it has a channel on which it consumes."""
        return self._channel is not None

    def open(self, connection: Any) -> None:
        """Declare the queue, and consume it on a new channel."""
        self._close_former(connection)
        queue = declare_queue(connection, self._subscriber, self._contract)
        channel = connection.channel()
        channel.basic_qos(0, self._ahead, False)
        self._channel = channel
        channel.basic_consume(queue, callback=self._on_delivery, on_cancel=self._on_cancel)
        self.problem = None

    def lose(self, error: Exception) -> None:
        """The channel is gone: what it delivered is delivered again."""
        self._channel = None
        while not self._arrived.empty():
            self._arrived.get_nowait()
        if self._stopping:
            self._arrived.put(None)
            return
        self.problem = f"{type(error).__name__}: {error}"
        metrics.RECONNECTS.labels(self._subscriber, self._contract.type).inc()
        log.info("subscription reconnects", queue=self._queue, error=self.problem)

    def work(self) -> None:
        """Handle batches until `stop`."""
        try:
            while not self._stopping:
                deliveries = self._collect()
                if deliveries and self._settle(deliveries):
                    self._acknowledge(deliveries[-1])
        finally:
            self._handler_done.send()

    def stop(self, within_seconds: float) -> None:
        """Take nothing more, and wait until the batch in hand is acknowledged; what is left goes back to the queue."""
        self._stopping = True
        self._arrived.put(None)
        with eventlet.Timeout(within_seconds, False):
            self._handler_done.wait()
        self._connection.leave(self)

    @property
    def _queue(self) -> str:
        return f"{self._subscriber}.{self._contract.type}"

    @property
    def _most(self) -> int:
        return self._leisure.batch if self._leisure else self._batch

    def _on_delivery(self, message: Any) -> None:
        if self._stopping:
            return
        headers = message.properties.get("application_headers") or {}
        content = self._read_content(headers, message.body)
        self._arrived.put(Delivery(self._channel, message.delivery_tag, headers, message.body, content))
        if self._leisure:
            self._leisure.came()

    def _collect(self) -> list[Delivery]:
        """The next batch: what is there with the first delivery; of one channel."""
        deliveries: list[Delivery] = []
        while len(deliveries) < self._most and not self._stopping:
            try:
                delivery: Delivery | None = self._arrived.get(block=not deliveries)
            except Empty:
                break
            # None wakes who waits without an end.
            if delivery is not None and self._may_begin(delivery, deliveries):
                deliveries.append(delivery)
        if self._leisure and len(deliveries) < self._most:
            self._leisure.caught_up()
        return deliveries

    def _may_begin(self, delivery: Delivery, before: Sequence[Delivery]) -> bool:
        """Whether a delivery can still be acknowledged; of a batch that has time, the first waits for its moment."""

        def given_up() -> bool:
            return self._stopping or delivery.channel is not self._channel

        if (leisure := self._leisure) and not before:
            leisure.wait(given_up, lambda: self._arrived.qsize() + 1 >= leisure.batch)
        return not given_up()

    def _settle(self, deliveries: Sequence[Delivery]) -> bool:
        """Handle a batch, waiting while the store is away; False when it was given up and will be delivered again."""
        pause = 0.25
        while True:
            try:
                self._handle(deliveries)
                return True
            except StoreOutage as error:
                log.warning("the store is away", queue=self._queue, error=str(error))
                if self._stopping or deliveries[-1].channel is not self._channel:
                    return False
                eventlet.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    def _acknowledge(self, last: Delivery) -> None:
        """Acknowledge all up to `last`, unless its channel is lost: then the broker delivers again."""
        if last.channel is not None and last.channel is self._channel:
            channel: Any = last.channel
            self._connection.write(partial(channel.basic_ack, last.tag, multiple=True))

    def _on_cancel(self, consumer_tag: str) -> None:
        source, kind, now = self._contract.source, self._contract.type, clock.to_text(clock.now())
        log.error(
            "a queue was deleted and is made anew; events published in between did not reach it",
            queue=self._queue,
            next=f"kapok replay {source} --type {kind} --from <shortly before {now}> --to {self._subscriber}",
        )
        self._former = self._channel
        self.lose(ConnectionError(f"the broker cancelled {consumer_tag}: its queue is gone"))

    def _close_former(self, connection: Any) -> None:
        """The channel of a deleted queue is left; closing waits for an answer, which only who reads may do."""
        former, self._former = self._former, None
        if former is not None and former.connection is connection:
            with suppress(Exception):
                former.close()
