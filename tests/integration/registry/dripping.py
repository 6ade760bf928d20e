"""An identity authority that keeps whoever asks waiting, in each of the ways in which one can; to some it answers."""

from __future__ import annotations

import itertools
import json
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

SILENT, STATUS, HEADERS, BODY = "silent", "status", "headers", "body"
"""What it drips, a bit every so often: nothing at all, the status line, headers without an end, the answer's body."""
EVERY = 0.2
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@dataclass
class DrippingAuthority:
    """What it does, and the references that it was asked about.

    Attributes:
        cut: questions whose asker has gone.
    """

    deed: str
    url: str = ""
    asked: list[str] = field(default_factory=list)
    cut: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def serve(self, connection: socket.socket) -> None:
        """Answer a question about anybody but `v-0`, over whom it never comes to an end."""
        with connection, suppress(OSError):
            question = _question(connection)
            self.asked.append(question["reference"])
            if question["reference"] != "v-0":
                answer = json.dumps({"request_id": question["request_id"], "answer": "verified"}).encode()
                connection.sendall(HEAD + b"Content-Length: %d\r\n\r\n" % len(answer) + answer)
                return
            for bit in _bits(self.deed):
                connection.sendall(bit)
                if self.over.wait(EVERY) or _is_gone(connection):
                    self.cut.append(question["reference"])
                    return


def _question(connection: socket.socket) -> dict[str, Any]:
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
    assert length is not None
    while len(body) < int(length[1]):
        body += connection.recv(65536)
    found: dict[str, Any] = json.loads(body)
    return found


def _bits(deed: str) -> Iterator[bytes]:
    if deed == SILENT:
        return itertools.repeat(b"")
    if deed == STATUS:
        return (bytes([byte]) for byte in itertools.chain(b"HTTP/1.1 200 ", itertools.repeat(ord("O"))))
    if deed == HEADERS:
        return itertools.chain([HEAD], (b"X-%d: a\r\n" % number for number in itertools.count()))
    return itertools.chain([HEAD + b"Content-Length: 60000\r\n\r\n"], itertools.repeat(b" "))


def _is_gone(connection: socket.socket) -> bool:
    connection.setblocking(False)
    try:
        return not connection.recv(1)
    except BlockingIOError:
        return False
    finally:
        connection.setblocking(True)


@contextmanager
def dripping(deed: str) -> Iterator[DrippingAuthority]:
    """Run one."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        authority = DrippingAuthority(deed, f"http://127.0.0.1:{server.getsockname()[1]}/verifications")

        def accept() -> None:
            with suppress(OSError):
                while not authority.over.is_set():
                    threading.Thread(target=authority.serve, args=(server.accept()[0],), daemon=True).start()

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        try:
            yield authority
        finally:
            authority.over.set()
            server.shutdown(socket.SHUT_RDWR)
            thread.join()
