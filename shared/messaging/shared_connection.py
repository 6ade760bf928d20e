"""The one connection on which all subscriptions of a process read, each by a channel of its own (docs/adr/0043).

Who reads from it is one greenthread alone: it opens the channels, hands out what is delivered, and answers heartbeats.
Where the connection is lost it makes another one, and brings all subscriptions back. One that the broker refuses, or
whose queue was deleted, comes back by itself, and the others go on.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Protocol

import eventlet
import structlog
from amqp import spec
from eventlet.greenthread import GreenThread
from eventlet.semaphore import Semaphore
from eventlet.support.greenlets import GreenletExit

from shared.messaging.connection import connection_to, read_ahead

log = structlog.get_logger()
HEARTBEAT_SECONDS = 30
ANSWER_SECONDS, CLOSE_SECONDS = 30.0, 2.0
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 10.0
LOOK_EVERY = 1.0
OPENING = {spec.Queue.Declare, spec.Queue.Bind, spec.Basic.Qos, spec.Basic.Consume}
"""What the broker may refuse to who opens a channel."""
READ_SECONDS = 0.002
"""So long it reads before others go on: some dozens of messages."""


class Reader(Protocol):
    """What reads on a channel of its own."""

    @property
    def is_open(self) -> bool:
        """Whether it has a channel."""

    def open(self, connection: Any) -> None:
        """Open a channel and consume."""

    def lose(self, error: Exception) -> None:
        """Its channel is gone."""


class SharedConnection:
    """See the module. Who writes on one of its channels does so by `write`: one at a time."""

    def __init__(self, broker_uri: str) -> None:
        self._broker_uri = broker_uri
        self._readers: list[Reader] = []
        self._retries: dict[Reader, tuple[float, float]] = {}
        self._thread: GreenThread | None = None
        self._raw: Any = None
        self._broken: Any = None
        self._writing = Semaphore()

    def join(self, reader: Reader) -> None:
        """Have it read, now and on every connection that follows."""
        self._readers.append(reader)
        if self._thread is None:
            self._thread = eventlet.spawn(self._run)

    def leave(self, reader: Reader) -> None:
        """It reads no more. With the last one the connection ends, and what nobody acknowledged goes back."""
        self._readers = [one for one in self._readers if one is not reader]
        if not self._readers and self._thread is not None:
            thread, self._thread = self._thread, None
            thread.kill()
            with eventlet.Timeout(CLOSE_SECONDS + 1, False), suppress(GreenletExit):
                thread.wait()

    def write(self, what: Callable[[], Any]) -> None:
        """Write on a channel, alone. Where that fails the connection is of no use, and another one is made.

        Until then nothing more is written: half a frame may have gone, and what is handled is delivered again.
        """
        raw = self._raw
        try:
            with self._writing:
                if self._broken is not raw:
                    what()
        except Exception as error:
            self._broken = raw
            log.info("what was to be written to the broker is lost", error=f"{type(error).__name__}: {error}")

    def _run(self) -> None:
        pause = FIRST_PAUSE
        while True:
            try:
                with _connected(self._broker_uri) as raw:
                    self._raw, self._broken = raw, None
                    pause = FIRST_PAUSE
                    self._read(raw)
            except Exception as error:
                log.warning("the broker's connection is lost", error=f"{type(error).__name__}: {error}")
                self._retries.clear()
                for reader in self._readers:
                    reader.lose(error)
            eventlet.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    def _read(self, raw: Any) -> None:
        checked = 0.0
        while True:
            if self._broken is raw:
                raise ConnectionError("an acknowledgement could not be written")
            if time.monotonic() - checked > LOOK_EVERY:
                with self._writing:
                    raw.heartbeat_tick()
                checked = time.monotonic()
            self._open_missing(raw)
            self._read_a_while(raw)
            # Reading what has come never waits: the store's answer to a handler would lie there until all is read.
            eventlet.sleep(0)

    def _read_a_while(self, raw: Any) -> None:
        until = time.monotonic() + READ_SECONDS
        # Given to each call by itself, the time-out would be set and taken back for each of a message's three frames.
        with suppress(TimeoutError), raw.transport.having_timeout(LOOK_EVERY):
            raw.drain_events()
            while time.monotonic() < until:
                raw.drain_events()

    def _open_missing(self, raw: Any) -> None:
        for reader in [one for one in self._readers if not one.is_open]:
            due, pause = self._retries.get(reader, (0.0, FIRST_PAUSE))
            if time.monotonic() < due:
                continue
            try:
                with self._writing, eventlet.Timeout(ANSWER_SECONDS, ConnectionError("the broker does not answer")):
                    reader.open(raw)
                self._retries.pop(reader, None)
            except raw.channel_errors as error:
                if error.method_sig not in OPENING:
                    # Another channel's, which came meanwhile: nobody says which one it was.
                    raise
                self._retries[reader] = (time.monotonic() + pause, min(2 * pause, LONGEST_PAUSE))
                log.warning("the broker refuses a subscription", error=f"{type(error).__name__}: {error}")
                reader.lose(error)


@contextmanager
def _connected(broker_uri: str) -> Iterator[Any]:
    """A connection, which is gone at the end even where it fell silent: AMQP's own closing waits for an answer.

    It is the one behind kombu's, whose methods connect again in silence: that new connection would have no consumer.
    """
    connection = connection_to(broker_uri, heartbeat=HEARTBEAT_SECONDS, connect_timeout=5)
    raw: Any = connection.connect()
    read_ahead(raw)
    try:
        yield raw
    finally:
        with eventlet.Timeout(CLOSE_SECONDS, False), suppress(Exception):
            connection.release()
        with suppress(Exception):
            raw.collect()
