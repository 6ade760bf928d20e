"""Posting JSON over open connections from several threads, as fast as the server takes it or on a timetable."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from cli.terminal.errors import CommandError

PATIENCE = 60


class Refused(CommandError):
    """The server did not take a request."""


class Poster:
    """One connection for each thread that posts."""

    def __init__(self, address: str, token: str = "") -> None:
        parts = urlsplit(address)
        self._address, self._token = address, token
        assert parts.hostname
        self._host, self._port = parts.hostname, parts.port
        self._headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
        self._local = threading.local()

    def with_token(self, token: str) -> Poster:
        """The same for another caller."""
        return Poster(self._address, token)

    def anew(self) -> Poster:
        """The same by connections of its own: a server hangs up where nothing comes for long."""
        return self.with_token(self._token)

    def post(self, path: str, body: bytes, key: str = "") -> None:
        """Post, and wait for the answer.

        Raises:
            Refused: it is no success.
        """
        connection = self._connection()
        connection.request("POST", path, body, {**self._headers, "Idempotency-Key": key})
        answer = connection.getresponse()
        text = answer.read()
        if answer.status >= 300:
            raise Refused(f"POST {path}: {answer.status} {text[:300].decode(errors='replace')}")

    def _connection(self) -> http.client.HTTPConnection:
        if not hasattr(self._local, "connection"):
            self._local.connection = http.client.HTTPConnection(self._host, self._port, timeout=PATIENCE)
        found: http.client.HTTPConnection = self._local.connection
        return found


def flood(post: Callable[[int], None], count: int, clients: int) -> float:
    """Call `post` with each number below `count`, from several clients, each after its answer at once; the seconds."""
    return on_timetable(post, [0.0] * count, clients)


def on_timetable(post: Callable[[int], None], due: Sequence[float], clients: int) -> float:
    """The same, each call at its time in seconds from now, or as soon afterwards as a client is free."""
    begun = time.perf_counter()
    numbers = iter(range(len(due)))
    lock = threading.Lock()

    def work() -> None:
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                return
            time.sleep(max(0.0, begun + due[number] - time.perf_counter()))
            post(number)

    with ThreadPoolExecutor(clients) as pool:
        for done in [pool.submit(work) for _ in range(clients)]:
            done.result()
    return time.perf_counter() - begun
