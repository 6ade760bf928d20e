"""Sending one batch over HTTP. Where it goes is looked at when the connection is made, and nothing leads elsewhere.

A name is looked up once, all that it stands for is looked at, and one of these addresses is connected to: so a name
that stands for something else a moment later leads nowhere. Through a proxy, where one is configured, the proxy looks
names up: that none of them leads inside is then for the proxy to see to.
"""

from __future__ import annotations

import datetime as dt
import os
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import unquote, urlsplit

import httpcore

from services.incentives.pushes.addresses import fault, is_public
from services.incentives.pushes.domain import Answer

SECONDS = 15.0
"""For an attempt from its connection to the head of its answer (Standard Webhooks asks for 15 to 30)."""
AT_ONCE = 16 * 1024
"""Bytes that are written before the time is looked at again."""
CONTENT_TYPE = "application/cloudevents-batch+json"


class InternalAddress(Exception):
    """A name stands for an address that partners are not sent to."""


class Bounded(httpcore.NetworkStream):
    """A connection for which there is so much time in all, whatever the other side does with it."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what there is."""
        return self._stream.read(max_bytes, self._left(httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all of it."""
        for start in range(0, len(buffer), AT_ONCE):
            self._stream.write(buffer[start : start + AT_ONCE], self._left(httpcore.WriteTimeout))

    def close(self) -> None:
        """End it."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """The same, encrypted."""
        left = self._left(httpcore.ConnectTimeout)
        return Bounded(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        """What httpcore asks."""
        return self._stream.get_extra_info(info)

    def _left(self, ended: type[Exception]) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise ended("no time left")
        return left


class Outward(httpcore.SyncBackend):
    """Makes connections to what lies outside, and to nothing else.

    Args:
        is_free: whether it may be anywhere: for development and tests.
        look_up: the addresses that a name stands for, as whoever owns the name says.
    """

    def __init__(
        self, seconds: float, *, is_free: bool, look_up: Callable[[str, int], list[str]] | None = None
    ) -> None:
        self._seconds, self._is_free, self._look_up = seconds, is_free, look_up or _addresses

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to one of the addresses that a name stands for.

        Raises:
            InternalAddress: any of them is one of ours.
            httpcore.ConnectTimeout: none of them answers in time, however many there are.
        """
        deadline = time.monotonic() + self._seconds
        *others, last = self._look_up(host, port)
        if not self._is_free and not all(map(is_public, (*others, last))):
            raise InternalAddress
        for address in others:
            with suppress(httpcore.ConnectError, httpcore.ConnectTimeout):
                return self._connect(address, port, deadline, self._seconds / 3)
        return self._connect(last, port, deadline, self._seconds)

    def _connect(self, address: str, port: int, deadline: float, most: float) -> httpcore.NetworkStream:
        left = deadline - time.monotonic()
        if left <= 0:
            raise httpcore.ConnectTimeout("no time left")
        return Bounded(super().connect_tcp(address, port, min(left, most)), deadline)


def _addresses(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError("unknown name") from error
    return list(dict.fromkeys(str(one[4][0]) for one in found))


class Sender:
    """Sends to any endpoint, each batch by a connection of its own.

    Args:
        is_free: see `Outward`.
        proxy: through which all is sent, as `http://[user:password@]host:port`; empty for none.
    """

    def __init__(
        self, *, is_free: bool, seconds: float = SECONDS, proxy: str = "", now: Callable[[], dt.datetime]
    ) -> None:
        self._now, self._proxy, self._is_free = now, proxy, is_free
        # The proxy is one of ours, as it should be.
        outward = Outward(seconds, is_free=is_free or bool(proxy))
        said: Any = {"ssl_context": _trusted(), "max_keepalive_connections": 0, "network_backend": outward}
        self._pool = httpcore.HTTPProxy(*_proxy(proxy), **said) if proxy else httpcore.ConnectionPool(**said)

    def send(self, endpoint: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Send a batch once; what goes wrong is an answer, too. Of an answer the body is not read."""
        said = {"User-Agent": "Kapok", "Content-Type": CONTENT_TYPE, "Connection": "close", **headers}
        if self._proxy and fault(endpoint, is_free=self._is_free):
            return Answer(failure="internal address")
        try:
            with self._pool.stream("POST", endpoint, headers=list(said.items()), content=body) as answer:
                return Answer(answer.status, after=self._after(answer.headers))
        except InternalAddress:
            return Answer(failure="internal address")
        except (*FAILURES, OSError) as error:
            return Answer(failure=type(error).__name__)

    def _after(self, headers: Iterable[tuple[bytes, bytes]]) -> dt.timedelta | None:
        """What a Retry-After asks for, in seconds or as a date."""
        text = next((value.decode("latin-1") for name, value in headers if name.lower() == b"retry-after"), "")
        if text.isascii() and text.isdigit():
            return dt.timedelta(seconds=int(text[:9]))
        with suppress(ValueError, TypeError, OverflowError):
            return parsedate_to_datetime(text) - self._now()
        return None


FAILURES = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.UnsupportedProtocol,
    httpcore.ConnectionNotAvailable,
)


def _proxy(address: str) -> tuple[str, tuple[str, str] | None]:
    """A proxy's address without, and its user and password."""
    parts = urlsplit(address)
    known = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}", known


def _trusted() -> ssl.SSLContext:
    """Whose certificates count: the usual authorities, and those that the environment names."""
    context = httpcore.default_ssl_context()
    if named := os.environ.get("SSL_CERT_FILE"):
        context.load_verify_locations(named)
    return context
