"""A small identity authority that is slow, fails and answers late, as those behind networks are."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

VERIFIED, UNVERIFIED, LATER, FAILS, BUSY = "verified", "unverified", "later", "fails", "busy"
HANGS, ELSEWHERE, OTHERWISE, NONSENSE, ENDLESS = "hangs", "elsewhere", "otherwise", "nonsense", "endless"
"""What it does with a question."""


@dataclass
class SimulatedAuthority:
    """What it does, question by question, the last thing for ever; and what it was asked.

    Attributes:
        at_once: how many questions it has in hand, and the most that it ever had.
        paths: where it was asked.
    """

    port: int = 0
    script: list[str] = field(default_factory=lambda: [VERIFIED])
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    open: threading.Event = field(default_factory=threading.Event)
    at_once: int = 0
    most_at_once: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}/verifications"

    def note(self, path: str, headers: dict[str, str], body: dict[str, Any]) -> str:
        """Note a question; what to do with it."""
        with self._lock:
            self.asked.append(body)
            self.headers.append(headers)
            self.paths.append(path)
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
            return self.script.pop(0) if len(self.script) > 1 else self.script[0]

    def done(self) -> None:
        """A question is out of hand."""
        with self._lock:
            self.at_once -= 1


@contextmanager
def simulated(script: Sequence[str] = (VERIFIED,)) -> Iterator[SimulatedAuthority]:
    """Run one."""
    authority = SimulatedAuthority(script=list(script))
    authority.open.set()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            deed = authority.note(self.path, dict(self.headers), body)
            try:
                authority.open.wait(30)
                self._do(deed, body["request_id"])
            except OSError:
                pass  # the asker has given up
            finally:
                authority.done()

        def log_message(self, *arguments: Any) -> None:
            pass

        def _do(self, deed: str, request: str) -> None:
            if deed in (VERIFIED, UNVERIFIED):
                self._answer(200, {"request_id": request, "answer": deed})
            elif deed == OTHERWISE:
                self._answer(200, {"request_id": "another question", "answer": VERIFIED})
            elif deed == NONSENSE:
                self._answer(200, ["?"])
            elif deed == ENDLESS:
                self._answer(200, {"request_id": request, "answer": VERIFIED, "more": "." * 100_000})
            elif deed == HANGS:
                threading.Event().wait(3)
            elif deed == ELSEWHERE:
                self._answer(307, {}, Location=f"{authority.url}/elsewhere")
            else:
                self._answer(
                    {LATER: 202, FAILS: 500, BUSY: 429}[deed], {}, **({"Retry-After": "7"} if deed == BUSY else {})
                )

        def _answer(self, status: int, body: Any, **headers: str) -> None:
            text = json.dumps(body).encode()
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(text))}.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(text)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    authority.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield authority
    finally:
        authority.open.set()
        server.shutdown()
        thread.join()
        server.server_close()
