"""An identity authority behind a network, by HTTP.

It is sent `POST <url>` with `{"request_id", "reference", "name", "document_type", "document_number"}`, and answers 200
with `{"request_id", "answer": "verified" or "unverified"}`, or anything else for "later". The person stands in the body
alone, never in an address, which proxies and logs keep.
"""

from __future__ import annotations

import threading
from concurrent.futures import Future
from typing import Any
from urllib.parse import urlsplit

import httpx
import orjson

from services.registry.identities.domain import Reply, Request
from services.registry.identities.line import Line
from services.registry.volunteers.domain import Identity

SECONDS = 5.0
"""Until nobody waits for an answer any longer, from looking its address up to the answer's last byte: less than a
process has to stop, and than a question is not due."""
LARGEST_ANSWER = 65_536
ANSWERS = (Identity.VERIFIED, Identity.UNVERIFIED)


class RemoteAuthority:
    """One authority.

    Args:
        token: sent as a bearer token; empty for none.
        seconds: see `SECONDS`.
    """

    def __init__(self, url: str, token: str = "", seconds: float = SECONDS) -> None:
        self.name = str(urlsplit(url).hostname)
        self._url, self._seconds = url, seconds
        # A proxy of the environment must not read what is not encrypted; nobody may send it on to somewhere else.
        self._client = httpx.Client(
            timeout=seconds,
            follow_redirects=False,
            trust_env=url.startswith("https"),
            # Each question has a connection of its own, so that one is cut without the others.
            limits=httpx.Limits(max_keepalive_connections=0),
            headers={"Authorization": f"Bearer {token}"} if token else {},
        )

    def ask(self, request: Request) -> Reply:
        """Ask once; what goes wrong is a reply too.

        httpx waits for so long at each step, and there may be any number of them. So another thread asks: it is waited
        for once, then its connection is cut. It ends by that, or when the system has given up an address.
        """
        line, reply = Line(), Future[Reply]()
        threading.Thread(target=self._tell, args=(request, line, reply), daemon=True).start()
        try:
            return reply.result(self._seconds)
        except TimeoutError:
            line.cut()
            return Reply(failure="no answer in time")

    def _tell(self, request: Request, line: Line, reply: Future[Reply]) -> None:
        try:
            reply.set_result(self._ask(request, line))
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            reply.set_result(Reply(failure=type(error).__name__))
        except BaseException as error:
            reply.set_exception(error)
            raise
        finally:
            line.close()

    def _ask(self, request: Request, line: Line) -> Reply:
        repeated, trace = {"Idempotency-Key": request.id}, {"trace": line.trace}
        with self._client.stream("POST", self._url, json=_body(request), headers=repeated, extensions=trace) as answer:
            after = _seconds(answer.headers.get("Retry-After", ""))
            if answer.status_code != httpx.codes.OK:
                return Reply(failure=f"status {answer.status_code}", after=after)
            body = bytearray()
            for part in answer.iter_bytes():
                body += part
                if len(body) > LARGEST_ANSWER:
                    return Reply(failure="too long an answer")
        return _reply(bytes(body), request)


def _body(request: Request) -> dict[str, str]:
    names = ("reference", "name", "document_type", "document_number")
    return {"request_id": request.id, **{name: getattr(request, name) for name in names}}


def _reply(body: bytes, request: Request) -> Reply:
    try:
        said: Any = orjson.loads(body)
    except orjson.JSONDecodeError:
        said = None
    if isinstance(said, dict) and said.get("request_id") == request.id and said.get("answer") in ANSWERS:
        return Reply(Identity(said["answer"]))
    return Reply(failure="an answer to something else")


def _seconds(text: str) -> float | None:
    """Of a Retry-After; as a date it is passed over, and the pause is our own."""
    return float(text) if text.isascii() and text.isdigit() else None
