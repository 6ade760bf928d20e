"""Publishing with pipelined confirms: many messages on the way, and the broker's word for each before we go on."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import Any

import structlog
from amqp import Message
from amqp.exceptions import AccessRefused, NotFound
from kombu.transport.pyamqp import Channel

from shared.events import texts
from shared.events.catalogue import CATALOGUE
from shared.events.envelope import CONTENT_TYPE, PREFIX, Event
from shared.messaging.connection import connection_to, read_ahead
from shared.messaging.topology import exchange_of

log = structlog.get_logger()
CONFIRM_SECONDS = 10.0
HEARTBEAT_SECONDS, KEEP_ALIVE_SECONDS = 30, 1.0
PERSISTENT = 2
AT_ONCE = 64
"""Messages in one write: few enough that the broker works on the first ones while the next are packed."""
Outgoing = tuple[str, str, Message]
"""Exchange, routing key and message."""


class PublishError(Exception):
    """The broker did not take all of the events; publish them again."""


def message(body: bytes, headers: Mapping[str, Any], message_id: str) -> Message:
    """A message that outlives the broker's end."""
    return Message(
        body,
        application_headers=dict(headers),
        content_type=CONTENT_TYPE,
        delivery_mode=PERSISTENT,
        message_id=message_id,
    )


def message_of(event: Event) -> Message:
    """The message that carries an event."""
    return message(event.body(), event.headers(), event.id)


def message_of_text(text: bytes) -> Message:
    """The same of an event as the log keeps it."""
    headers = texts.headers_of(text)
    return message(texts.body_of(text), headers, headers[f"{PREFIX}id"])


class Publisher:
    """One connection of one service's relay. After any error it starts anew with the next call."""

    def __init__(self, broker_uri: str, service: str) -> None:
        self._broker_uri = broker_uri
        self._exchange = exchange_of(service)
        self._raw: Any = None
        self._channel: Channel | None = None
        self._unconfirmed: set[int] = set()
        self._published, self._kept_alive = 0, 0.0
        self._problem: str | None = None
        self.blocked = False

    @property
    def connected(self) -> bool:
        """Whether there is a connection; it may be found lost with the next call."""
        return self._channel is not None

    def look_for(self, queues: Iterable[str]) -> dict[str, bool]:
        """Whether the broker has each of the queues; those of which it refuses to tell are left out.

        Asked before anything is published: a blocked connection hangs.

        Raises:
            PublishError: the broker did not answer.
        """
        try:
            self._open()
            with self._patience():
                answers = {name: self._exists(name) for name in sorted(queues)}
        except Exception as error:
            self.drop()
            raise PublishError(f"{type(error).__name__}: {error}") from error
        if refused := [name for name, there in answers.items() if there is None]:
            log.warning("the broker does not tell whether these queues are there; events go out anyway", queues=refused)
        return {name: there for name, there in answers.items() if there is not None}

    def publish(self, events: Sequence[Event]) -> None:
        """Publish all to the service's exchange and wait until the broker has confirmed all.

        Raises:
            PublishError: it did not; some may have been taken.
        """
        self.send([(self._exchange, event.type, message_of(event)) for event in events])

    def send(self, messages: Sequence[Outgoing]) -> None:
        """The same for messages to wherever each is to go.

        Raises:
            PublishError: as above.
        """
        try:
            channel = self._open()
            self._problem = None
            for start in range(0, len(messages), AT_ONCE):
                with self._one_write():
                    for one in messages[start : start + AT_ONCE]:
                        self._send(channel, *one)
                # In a worker others go on between two writes: a handler whose answer has come would wait for all.
                time.sleep(0)
            self._await_confirms()
            self.blocked = False
        except PublishError:
            self.drop()
            raise
        except Exception as error:
            self.drop()
            raise PublishError(f"{type(error).__name__}: {error}") from error

    def keep_alive(self) -> None:
        """Answer the broker's heartbeats while there is nothing to publish; call it every few seconds at least."""
        if self._raw is not None and time.monotonic() - self._kept_alive >= KEEP_ALIVE_SECONDS:
            self._kept_alive = time.monotonic()
            try:
                with suppress(socket.timeout):
                    self._raw.drain_events(timeout=0.001)
                self._raw.heartbeat_tick()
            except Exception as error:
                log.info("publisher lost its connection", exchange=self._exchange, error=str(error))
                self.drop()

    def drop(self) -> None:
        """Close the raw socket: AMQP's own closing hangs on a connection that the broker blocks."""
        raw, self._raw, self._channel = self._raw, None, None
        if raw is not None:
            with suppress(Exception):
                raw.transport.sock.close()

    def _open(self) -> Channel:
        if self._channel is None:
            connection = connection_to(
                self._broker_uri,
                heartbeat=HEARTBEAT_SECONDS,
                connect_timeout=5,
                transport_options={
                    "on_blocked": self._on_blocked,
                    "on_unblocked": self._on_unblocked,
                    "write_timeout": CONFIRM_SECONDS,
                    "socket_settings": {socket.TCP_USER_TIMEOUT: int(CONFIRM_SECONDS * 1000)},
                },
            )
            # kombu's own connection would connect again in silence; the one behind it tells of its loss.
            self._raw = connection.connect()
            read_ahead(self._raw)
            with self._patience():
                channel = self._raw.channel()
                channel.confirm_select()
                channel.events["basic_ack"].add(self._on_ack)
                channel.events["basic_nack"].add(self._on_nack)
                channel.events["basic_return"].add(self._on_return)
                channel.exchange_declare(self._exchange, "topic", durable=True, auto_delete=False)
            self._channel, self._published, self._unconfirmed = channel, 0, set()
        return self._channel

    def _patience(self) -> AbstractContextManager[object]:
        """Questions are not waited for by themselves: on a connection that fell silent they would hang for ever."""
        patience: AbstractContextManager[object] = self._raw.transport.having_timeout(CONFIRM_SECONDS)
        return patience

    @contextmanager
    def _one_write(self) -> Iterator[None]:
        # py-amqp writes each message to the socket by itself and has no switch for that.
        transport, frames = self._raw.transport, bytearray()
        direct, transport._write = transport._write, frames.extend  # noqa: SLF001
        try:
            yield
        finally:
            transport._write = direct  # noqa: SLF001
        transport.write(frames)

    def _exists(self, queue: str) -> bool | None:
        # The broker closes a channel on which such a question is answered by no. RabbitMQ from 4.2.6 on refuses it to
        # users without a right on the queue.
        try:
            with self._raw.channel() as channel:
                channel.queue_declare(queue, passive=True)
        except NotFound:
            return False
        except AccessRefused:
            return None
        return True

    def _send(self, channel: Channel, exchange: str, routing_key: str, message: Message) -> None:
        self._published += 1
        self._unconfirmed.add(self._published)
        channel.basic_publish(message, exchange=exchange, routing_key=routing_key, mandatory=True)

    def _await_confirms(self) -> None:
        deadline, left = time.monotonic() + CONFIRM_SECONDS, len(self._unconfirmed)
        while self._unconfirmed and not self._problem:
            try:
                self._raw.drain_events(timeout=1)
            except TimeoutError:
                self._raw.heartbeat_tick()
            if len(self._unconfirmed) < left:
                deadline, left = time.monotonic() + CONFIRM_SECONDS, len(self._unconfirmed)
            elif time.monotonic() > deadline:
                self._problem = f"{left} events unconfirmed after {CONFIRM_SECONDS:.0f} s"
        if self._problem:
            raise PublishError(self._problem)

    def _on_ack(self, delivery_tag: int, multiple: bool) -> None:
        if multiple:
            self._unconfirmed = {tag for tag in self._unconfirmed if tag > delivery_tag}
        else:
            self._unconfirmed.discard(delivery_tag)

    def _on_nack(self, delivery_tag: int, multiple: bool) -> None:
        self._problem = "the broker refused a message (a queue is full, or has no leader)"

    def _on_return(self, error: Any, exchange: str, routing_key: str, message: Message) -> None:
        known = CATALOGUE.get(routing_key)
        if known is None or known.listeners:
            self._problem = f"no queue for {routing_key}: run the migrations"

    def _on_blocked(self, reason: str) -> None:
        log.warning("the broker blocks publishers", exchange=self._exchange, reason=reason)
        self.blocked = True

    def _on_unblocked(self) -> None:
        self.blocked = False
