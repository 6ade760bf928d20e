"""What a client sends, byte by byte, to a real api process: too much, too little, malformed, or slowly."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPResponse
from typing import Any
from unittest import mock

import pytest
from pymongo import MongoClient

from cli.stack.stack import Stack
from runner.server import STOP_SECONDS, THREADS
from shared.config import SERVICES, load_settings
from shared.web.application import LARGEST_BODY
from shared.web.auth import make_token
from shared.web.browsers import SAFE
from tests import processes

SITE = {"site_ref": "s-1", "name": "广州南站", "kind": "rail_station", "region_code": "440100"}
BODY = json.dumps(SITE | {"latitude": 22.99, "longitude": 113.27}).encode()
TOO_MUCH = BODY + b" " * (LARGEST_BODY + 1 - len(BODY))
PREFIX = "bodies_"
PATH = "/projects/v1/sites"


@dataclass(frozen=True)
class Server:
    """An api process, and what a request to it begins with."""

    port: int
    token: str
    process: subprocess.Popen[bytes]

    def connect(self) -> socket.socket:
        """A connection of its own."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=30)

    def head(self, *headers: str) -> bytes:
        """A POST of a site up to its body."""
        lines = (
            f"POST {PATH} HTTP/1.1",
            "Host: kapok",
            f"Authorization: Bearer {self.token}",
            "Content-Type: application/json",
        )
        return "\r\n".join((*lines, *headers, "", "")).encode()

    def ask(self, *parts: bytes, ends: bool = False) -> tuple[int, dict[str, Any]]:
        """Send these bytes; the status and the body of the answer. With `ends` nothing comes after them."""
        with self.connect() as connection:
            for part in parts:
                connection.sendall(part)
            if ends:
                connection.shutdown(socket.SHUT_WR)
            return answer(connection)


@contextmanager
def started(stack: Stack) -> Iterator[Server]:
    """The api of projects."""
    environment = stack.home.environment(prefix=PREFIX)
    with mock.patch.dict(os.environ, environment):
        settings = load_settings()
    port = processes.free_port()
    token = make_token(settings, "test", ["projects:write", "projects:read"])
    with processes.process("runner.api", {**environment, "KAPOK_HTTP_PORT": str(port)}, "projects") as running:
        yield Server(port, token, running.process)


@pytest.fixture(scope="module")
def database(stack: Stack, store_client: MongoClient[dict[str, Any]]) -> Iterator[Any]:
    """What projects has stored."""
    processes.migrate(stack.home.environment(prefix=PREFIX))
    yield store_client[f"{PREFIX}projects"]
    for service in SERVICES:
        store_client.drop_database(f"{PREFIX}{service}")


@pytest.fixture(scope="module")
def server(database: Any, stack: Stack) -> Iterator[Server]:
    """One for all that leave it running."""
    with started(stack) as running:
        yield running


@pytest.fixture
def stopping(database: Any, stack: Stack) -> Iterator[Server]:
    """One that the test may stop."""
    with started(stack) as running:
        yield running


@pytest.fixture
def sites(database: Any) -> Any:
    """The sites that are taken in."""
    database["sites"].delete_many({})
    return database["sites"]


def answer(connection: socket.socket) -> tuple[int, dict[str, Any]]:
    """The next answer of a connection; a refusal is a problem."""
    response = HTTPResponse(connection)
    response.begin()
    body = json.loads(response.read())
    if response.status >= 400:
        assert response.headers["Content-Type"] == "application/problem+json"
        assert SAFE.items() <= dict(response.headers).items()
        assert body["status"] == response.status
        assert body["title"]
        assert body["detail"]
    return response.status, body


def chunks(body: bytes, size: int) -> bytes:
    """A body in chunks."""
    cut = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(one), one) for one in (*cut, b""))


def length(count: int) -> str:
    """The header that tells how long the body is."""
    return f"Content-Length: {count}"


def test_a_body_in_chunks_is_taken(server: Server, sites: Any) -> None:
    """However it is cut."""
    assert server.ask(server.head("Transfer-Encoding: chunked"), chunks(BODY, 7))[0] == 202
    assert sites.count_documents({}) == 1


@pytest.mark.parametrize("header", ["Transfer-Encoding: chunked", length(len(TOO_MUCH))])
def test_too_large_a_body_is_refused(server: Server, sites: Any, header: str) -> None:
    """One byte over the limit, told or in chunks, and nothing of its beginning is taken; who sends on hears it too."""
    body = chunks(TOO_MUCH, 100_000) if "chunked" in header else TOO_MUCH
    assert server.ask(server.head(header), body)[0] == 413
    assert sites.count_documents({}) == 0


def test_who_tells_of_too_much_is_refused_at_once(server: Server) -> None:
    """Nobody waits for a body that is not taken."""
    assert server.ask(server.head(length(10 * LARGEST_BODY)))[0] == 413


@pytest.mark.parametrize("header", ["Transfer-Encoding: chunked", length(len(BODY) + 10)])
def test_half_a_body_is_refused(server: Server, sites: Any, header: str) -> None:
    """Its end does not come, though what came is JSON."""
    body = chunks(BODY, 100).removesuffix(b"0\r\n\r\n") if "chunked" in header else BODY
    assert server.ask(server.head(header), body, ends=True)[0] == 400
    assert sites.count_documents({}) == 0


@pytest.mark.parametrize(
    "body", [b"nonsense\r\n", b"-1\r\n", b"5\r\nabcdefgh\r\n0\r\n\r\n", b"3;=\x00\r\nabc\r\n0\r\n\r\n", b"1" * 5000]
)
def test_malformed_chunks_are_refused(server: Server, body: bytes) -> None:
    """No length, a negative one, a wrong one, a malformed extension, and one without end."""
    assert server.ask(server.head("Transfer-Encoding: chunked"), body)[0] == 400


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"nonsense\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost kapok\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: 3, 4\r\n\r\nabc", 400),
        (b"GET http://[ HTTP/1.1\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
        (b"GET / HTTP/1.1\r\nCookie: " + b"x" * 100_000 + b"\r\n\r\n", 431),
    ],
)
def test_what_the_server_itself_refuses_is_a_problem(server: Server, request_: bytes, status: int) -> None:
    """Like all others, and it repeats nothing of what was sent."""
    found, problem = server.ask(request_)
    assert found == status
    assert "kapok" not in json.dumps(problem)


def test_a_refusal_of_the_server_is_in_the_language_asked_for(server: Server) -> None:
    """As everywhere."""
    _, problem = server.ask(server.head("Accept-Language: zh", length(10 * LARGEST_BODY)))
    assert problem["title"] == "请求内容过大"


@pytest.mark.parametrize("beginning", [b"", b"POST /projects/v1/sites HT", b"body"])
def test_slow_clients_hold_nobody_up(server: Server, beginning: bytes) -> None:
    """More of them than there are threads are silent after nothing, half a header, or half a body."""
    started = time.monotonic()
    with ExitStack() as slow:
        for _ in range(4 * THREADS):
            connection = slow.enter_context(server.connect())
            connection.sendall(server.head(length(len(BODY))) + BODY[:9] if beginning == b"body" else beginning)
        assert server.ask(server.head(length(len(BODY))), BODY)[0] == 202
        assert time.monotonic() - started < 4


def test_a_connection_serves_one_request_after_another(server: Server) -> None:
    """It stays open, also for requests that are sent without waiting for the answers."""
    request = server.head(length(len(BODY))) + BODY
    with server.connect() as connection:
        for _ in range(2):
            connection.sendall(request)
            assert answer(connection)[0] == 202
        connection.sendall(request + request)
        replies = b""
        while replies.count(b"HTTP/1.1 202") < 2:
            replies += connection.recv(65536)


def test_who_asks_whether_to_go_on_is_told(server: Server) -> None:
    """`Expect: 100-continue`, as curl sends it with a large body."""
    with server.connect() as connection:
        connection.sendall(server.head(length(len(BODY)), "Expect: 100-continue"))
        assert connection.recv(65536) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(BODY)
        assert answer(connection)[0] == 202


def test_a_stop_lets_finish_what_is_in_hand(stopping: Server) -> None:
    """A request of which half has come is answered; nobody new is let in, and silent connections are closed."""
    with stopping.connect() as silent, stopping.connect() as begun:
        begun.sendall(stopping.head(length(len(BODY))) + BODY[:9])
        assert stopping.ask(stopping.head(length(len(BODY))), BODY)[0] == 202
        stopping.process.send_signal(signal.SIGTERM)
        assert silent.recv(1) == b""
        with pytest.raises(ConnectionRefusedError):
            stopping.connect()
        begun.sendall(BODY[9:])
        assert answer(begun)[0] == 202
        assert stopping.process.wait(STOP_SECONDS) == 0


def test_a_stop_waits_for_nobody_for_long(stopping: Server) -> None:
    """Half a request whose rest never comes is given up."""
    with stopping.connect() as begun:
        begun.sendall(stopping.head(length(len(BODY))) + BODY[:9])
        assert stopping.ask(stopping.head(length(len(BODY))), BODY)[0] == 202
        stopping.process.send_signal(signal.SIGTERM)
        assert stopping.process.wait(STOP_SECONDS + 5) == 0
