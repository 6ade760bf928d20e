"""The server of the api processes, with an application that fails, and answers without end."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from http.client import IncompleteRead

import httpx
import pytest

from runner.server import THREADS
from tests import processes
from tests.integration.test_bodies import answer

SERVER = """
import itertools, sys, threading
from runner import server
from shared.observability import logs

def application(environ, start_response):
    path = environ["PATH_INFO"]
    if path == "/bug":
        raise KeyError("a bug")
    start_response("200 OK", [("Content-Type", "application/json")])
    return {"/well": well, "/half": half, "/endless": endless, "/wait": wait, "/go": go}[path]()

going = threading.Event()

def wait():
    going.wait(30)
    return [b"{}"]

def go():
    going.set()
    return [b"{}"]

def well():
    yield b"{}"

def half():
    yield b"{"
    raise KeyError("a bug")

def endless():
    return itertools.repeat(b" " * 1_000_000)

logs.configure("INFO")
server.SILENT_SECONDS = 2
server.Server(application, "127.0.0.1", int(sys.argv[1])).serve()
"""


@pytest.fixture
def port() -> Iterator[int]:
    """Where the server answers."""
    found = processes.free_port()
    with subprocess.Popen(
        [sys.executable, "-c", SERVER, str(found)], cwd=processes.ROOT, stderr=subprocess.PIPE
    ) as run:
        processes.eventually(lambda: processes.answers(run, f"http://127.0.0.1:{found}/well"))
        yield found
        run.terminate()


def ask(port: int, path: str) -> socket.socket:
    """A connection on which a path is asked for."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=30)
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: kapok\r\n\r\n".encode())
    return connection


def test_a_bug_is_answered_with_a_problem(port: int) -> None:
    """Which says nothing of our insides."""
    with ask(port, "/bug") as connection:
        status, problem = answer(connection)
    assert status == 500
    assert "bug" not in json.dumps(problem)


def test_what_comes_before_the_answer_is_served_after_it(port: int) -> None:
    """A client need not wait; nor does it matter to others that one sends ahead, or goes away."""
    with ask(port, "/wait") as ahead, ask(port, "/wait") as gone, ask(port, "/wait") as alone:
        ahead.sendall(b"GET /go HTTP/1.1\r\nHost: kapok\r\n\r\n")
        gone.close()
        with ask(port, "/go") as other:
            assert answer(other)[0] == 200
        assert answer(alone)[0] == 200
        received = b""
        while received.count(b"HTTP/1.1 200") < 2:
            some = ahead.recv(4096)
            assert some
            received += some


def test_half_an_answer_is_told_from_a_whole_one(port: int) -> None:
    """Its end is missing, so nobody takes it for all there is."""
    with ask(port, "/half") as connection, pytest.raises(IncompleteRead):
        answer(connection)


def test_who_does_not_take_answers_holds_nobody_up(port: int) -> None:
    """As many as there are threads ask for much and read nothing: they are cut off, and others served."""
    with ExitStack() as slow:
        for _ in range(THREADS):
            slow.enter_context(ask(port, "/endless"))
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as others:
            assert others.get("/well").json() == {}
