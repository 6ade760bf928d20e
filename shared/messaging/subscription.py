"""One subscription: it collects deliveries into batches, hands them over, and acknowledges what was handled.

It outlives what nameko's own consumer does not: a lost connection while a batch is in hand (the acknowledgement is
dropped, the broker delivers again, the inbox knows), a queue that was deleted, a broker that is away, and stopping in
the middle of a batch (which is finished and acknowledged first).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import eventlet
import structlog
from eventlet.event import Event as Signal
from eventlet.queue import Empty, LightQueue
from eventlet.semaphore import Semaphore
from kombu.connection import Connection
from kombu.transport.pyamqp import Channel

from shared import clock
from shared.events.contract import Contract
from shared.messaging.connection import connection_to
from shared.messaging.topology import declare_queue
from shared.messaging.turns import Leisure
from shared.observability import metrics

log = structlog.get_logger()
HEARTBEAT_SECONDS = 30
ANSWER_SECONDS, CLOSE_SECONDS = 30.0, 2.0
LONGEST_PAUSE = 10.0


@dataclass(frozen=True)
class Delivery:
    """A message in hand, with the channel that it can be acknowledged on."""

    channel: Channel | None
    tag: int
    headers: dict[str, Any]
    body: bytes | str


class StoreOutage(Exception):
    """The store is away: nothing is wrong with the batch in hand, so it is handled again later."""


class Subscription:
    """Takes one type of event from one queue, batch by batch, one batch at a time.

    Args:
        handle: called with each batch; it returns when every message of it is settled for good, and raises
            StoreOutage when it should be called again.
        leisure: for what has time: when the next batch is begun.
    """

    def __init__(
        self,
        broker_uri: str,
        subscriber: str,
        contract: Contract,
        handle: Callable[[Sequence[Delivery]], None],
        *,
        batch: int,
        linger_seconds: float,
        leisure: Leisure | None = None,
    ) -> None:
        self._broker_uri, self._subscriber, self._contract = broker_uri, subscriber, contract
        self._handle, self._batch, self._linger, self._leisure = handle, batch, linger_seconds, leisure
        self._arrived: LightQueue = LightQueue()
        self._writing = Semaphore()
        self._channel: Channel | None = None
        self._lost: Channel | None = None
        self._stopping = False
        self._handler_done = Signal()
        self.problem: str | None = "not connected yet"

    def consume(self) -> None:
        """Read from the broker until `stop`, connecting again after every loss."""
        pause = 0.5
        while not self._stopping:
            try:
                with _connected(self._broker_uri) as connection:
                    self._subscribe(connection)
                    pause, self.problem = 0.5, None
                    self._read(connection)
            except Exception as error:
                if not self._stopping:
                    self.problem = f"{type(error).__name__}: {error}"
                    metrics.RECONNECTS.labels(self._subscriber, self._contract.type).inc()
                    log.warning("subscription reconnects", queue=self._queue, error=self.problem)
                    eventlet.sleep(pause)
                    pause = min(pause * 2, LONGEST_PAUSE)
            finally:
                self._forget_connection()

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

    @property
    def _queue(self) -> str:
        return f"{self._subscriber}.{self._contract.type}"

    def _subscribe(self, connection: Connection) -> None:
        with eventlet.Timeout(ANSWER_SECONDS, ConnectionError("the broker does not answer")):
            queue = declare_queue(connection, self._subscriber, self._contract)
            channel = connection.channel()
            channel.basic_qos(0, 2 * self._batch, False)
            self._channel = channel
            channel.basic_consume(queue, callback=self._on_delivery, on_cancel=self._on_cancel)

    def _read(self, connection: Connection) -> None:
        # kombu's own methods connect again in silence, and that new connection would have no consumer.
        raw: Any = connection.connection
        checked = time.monotonic()
        while not self._finished():
            if self._lost is self._channel:
                raise ConnectionError("an acknowledgement could not be written")
            with suppress(TimeoutError):
                raw.drain_events(timeout=1)
            if time.monotonic() - checked > 1:
                with self._writing:
                    raw.heartbeat_tick()
                checked = time.monotonic()

    def _finished(self) -> bool:
        return self._stopping and self._handler_done.ready()

    def _on_delivery(self, message: Any) -> None:
        if self._stopping:
            return
        headers = message.properties.get("application_headers") or {}
        self._arrived.put(Delivery(self._channel, message.delivery_tag, headers, message.body))

    def _collect(self) -> list[Delivery]:
        """The next batch: what comes within the linger time after the first delivery, of one connection."""
        deliveries: list[Delivery] = []
        deadline = None
        while len(deliveries) < self._batch and not self._stopping:
            try:
                delivery = self._arrived.get(timeout=None if deadline is None else max(0, deadline - time.monotonic()))
            except Empty:
                break
            if delivery is None or not self._may_begin(delivery, deliveries):
                continue
            deliveries.append(delivery)
            deadline = deadline or time.monotonic() + self._linger
        if self._leisure and len(deliveries) < self._batch:
            self._leisure.caught_up()
        return deliveries

    def _may_begin(self, delivery: Delivery, before: Sequence[Delivery]) -> bool:
        """Whether a delivery can still be acknowledged; of a batch that has time, the first waits for its moment."""

        def given_up() -> bool:
            return self._stopping or delivery.channel is not self._channel

        if self._leisure and not before:
            self._leisure.wait(given_up)
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
        """Acknowledge all up to `last`, unless its connection is lost: then the broker delivers again."""
        if last.channel is None or last.channel is not self._channel or last.channel is self._lost:
            return
        channel: Any = last.channel
        try:
            with self._writing:
                channel.basic_ack(last.tag, multiple=True)
        except Exception as error:
            self._lost = last.channel
            log.info("acknowledgement lost", queue=self._queue, error=f"{type(error).__name__}: {error}")

    def _forget_connection(self) -> None:
        self._channel = None
        while not self._arrived.empty():
            self._arrived.get_nowait()
        if self._stopping:
            self._arrived.put(None)

    def _on_cancel(self, consumer_tag: str) -> None:
        source, kind, now = self._contract.source, self._contract.type, clock.to_text(clock.now())
        log.error(
            "a queue was deleted and is made anew; events published in between did not reach it",
            queue=self._queue,
            next=f"kapok replay {source} --type {kind} --from <shortly before {now}> --to {self._subscriber}",
        )
        raise ConnectionError(f"the broker cancelled {consumer_tag}: its queue is gone")


@contextmanager
def _connected(broker_uri: str) -> Iterator[Connection]:
    """A connection, which is gone at the end even where it fell silent: AMQP's own closing waits for an answer."""
    connection = connection_to(broker_uri, heartbeat=HEARTBEAT_SECONDS, connect_timeout=5)
    raw: Any = connection.connect()
    try:
        yield connection
    finally:
        with eventlet.Timeout(CLOSE_SECONDS, False), suppress(Exception):
            connection.release()
        with suppress(Exception):
            raw.collect()
