"""A partner's endpoint: a real HTTP server that takes what is pushed, and answers as a test says."""

from __future__ import annotations

import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = tuple[int, dict[str, str]]
TAKEN: Answer = (204, {})


@dataclass
class Received:
    """A request."""

    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        """Of the batch."""
        return self.headers["webhook-id"]

    @property
    def events(self) -> list[dict[str, Any]]:
        """What it has."""
        events: list[dict[str, Any]] = json.loads(self.body)
        return events


class Endpoint:
    """What came, and what is answered.

    Attributes:
        answer: decides what is answered to a request.
        together: the most requests that were in hand at one moment.
    """

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.answer: Callable[[Received], Answer] = lambda received: TAKEN
        self.together = self._in_hand = 0
        self._lock = threading.Lock()
        self.url = ""

    def answers(self, *some: Answer) -> None:
        """Answer with these, one after the other, and then take everything."""
        left = list(some)
        self.answer = lambda received: left.pop(0) if left else TAKEN

    @property
    def ids(self) -> list[str]:
        """The ids of the batches that came."""
        return [one.id for one in self.received]

    @property
    def sizes(self) -> list[int]:
        """How many events they had."""
        return [len(one.events) for one in self.received]

    def take(self, received: Received) -> Answer:
        """Note a request, and decide."""
        with self._lock:
            self._in_hand += 1
            self.together = max(self.together, self._in_hand)
            self.received.append(received)
        try:
            return self.answer(received)
        finally:
            with self._lock:
                self._in_hand -= 1


@contextmanager
def serving(endpoint: Endpoint, context: ssl.SSLContext | None = None) -> Iterator[Endpoint]:
    """The endpoint, at an address; with TLS where there is a certificate for it."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # http.server's name
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, said = endpoint.take(Received(headers, body))
            self.send_response(status)
            for name, value in {"Content-Length": "0", **said}.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # who is not trusted hangs up
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    endpoint.url = f"http{'s' if context else ''}://127.0.0.1:{server.server_port}/hook"
    try:
        yield endpoint
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Proxy:
    """A forward proxy that lets everybody who is connected through to one address.

    Attributes:
        asked: what it was asked for, each with the user who asked.
        refuses: whether it refuses to.
    """

    def __init__(self, port: int) -> None:
        self.port, self.asked, self.refuses = port, list[tuple[str, str]](), False


@contextmanager
def proxying(proxy: Proxy) -> Iterator[str]:
    """Its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_CONNECT(self) -> None:  # http.server's name
            proxy.asked.append((self.path, self.headers.get("Proxy-Authorization", "")))
            self.send_response(403 if proxy.refuses else 200)
            self.end_headers()
            self.wfile.flush()
            if not proxy.refuses:
                with socket.create_connection(("127.0.0.1", proxy.port)) as other:
                    back = threading.Thread(target=_pipe, args=(other, self.connection))
                    back.start()
                    _pipe(self.connection, other)
                    back.join()
            self.close_connection = True

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _pipe(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while some := source.recv(65536):
            target.sendall(some)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)


@contextmanager
def dripping(pause: float) -> Iterator[str]:
    """An address at which an answer comes byte by byte and never ends."""
    listener = socket.create_server(("127.0.0.1", 0))
    ended = threading.Event()

    def drip() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            while not ended.is_set():
                try:
                    connection.sendall(b"x")
                except OSError:
                    return
                time.sleep(pause)

    thread = threading.Thread(target=drip)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    finally:
        ended.set()
        thread.join()
        listener.close()
