"""Requests that name what must have been heard before they are decided: `Kapok-After` (rules-network.md 0.6).

A command that prefers `kapok-position` is answered with the position of what it told. Whoever sends that position with
a request to a service is answered as one who comes after the events, or is told that it is too early.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice

from flask import Response, g, request

from shared import positions
from shared.config import SERVICES
from shared.events.catalogue import CATALOGUE, heard_by
from shared.store import inbox
from shared.store.bound import VALUES_AT_ONCE
from shared.store.transaction import Store
from shared.web.described import AFTER, POSITION, PREFERENCE
from shared.web.problems import Problem

LONGEST_WAIT, LOOK_EVERY = 5.0, 0.05
"""Seconds."""
MOST_POSITIONS = 10
RETRY_SECONDS = 1
MOST_WAITING = 6
"""Requests that may wait at a time in this process: fewer than it has threads, so that others are still served."""
WAITING = threading.BoundedSemaphore(MOST_WAITING)
CONNECTION = "kapok.connection"
"""Where a request's environment has the client's socket, that one may look whether it was closed."""


def prefers_position() -> bool:
    """Whether the request asks for the position of what it tells (RFC 7240)."""
    said = request.headers.get("Prefer")
    return said is not None and PREFERENCE in (one.strip().lower() for one in said.split(","))


def show_position(response: Response) -> Response:
    """Run after every request: name the position of what it told, where it asked for that."""
    if position := g.get("position"):
        response.headers[POSITION] = position
    return response


def wait_until_heard(store: Store) -> bool:
    """Let the request wait until the service has heard everything that it names; at once, and False, where it names
    nothing.

    Raises:
        Problem: 400 for what is no position of a service, 425 for what was not heard in time or when too many wait.
    """
    header = request.headers.get(AFTER)
    if header is None:
        return False
    marks = chain.from_iterable([_marks(store.service, text.strip()) for text in _entries(header)])
    parts = iter(lambda: list(islice(marks, VALUES_AT_ONCE)), [])
    for part in parts:
        if not inbox.has_all(store.database, part):
            with _room():
                _wait(store, chain([part], parts))
    return True


def _entries(header: str) -> list[str]:
    entries = header.split(",")
    if len(entries) > MOST_POSITIONS:
        raise _malformed(f"names more than {MOST_POSITIONS} positions")
    return entries


def _marks(listener: str, entry: str) -> Iterator[str]:
    """The marks of those events of an entry that are meant for the listener."""
    service, _, text = entry.partition("=")
    position = positions.read(text)
    if position is None:
        raise _malformed(f"must be <service>=<position>, ..., each as a {POSITION} told it")
    if service not in SERVICES:
        raise _malformed(f"names no service; there are {', '.join(SERVICES)}")
    if any(CATALOGUE[name].source != service for name in position.told if name in CATALOGUE):
        raise _malformed("names events of another service than the one before its equals sign")
    return position.marks({one.type for one in heard_by(listener) if one.source == service})


def _wait(store: Store, unheard: Iterable[Sequence[str]]) -> None:
    deadline = time.monotonic() + LONGEST_WAIT
    for part in unheard:
        while not inbox.has_all(store.database, part):
            if time.monotonic() >= deadline or _is_gone():
                raise _too_early()
            time.sleep(LOOK_EVERY)


@contextmanager
def _room() -> Iterator[None]:
    if not WAITING.acquire(blocking=False):
        raise _too_early()
    try:
        yield
    finally:
        WAITING.release()


def _is_gone() -> bool:
    """Whether the client has hung up; False where the server does not show its connection."""
    connection = request.environ.get(CONNECTION)
    if connection is None:
        return False
    try:
        return bool(connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b"")
    except BlockingIOError:
        return False
    except OSError:
        return True


def _malformed(reason: str) -> Problem:
    return Problem(400, f"{AFTER} is not as it should be", [{"field": AFTER, "reason": reason}])


def _too_early() -> Problem:
    return Problem(
        425,
        "not all that the request comes after has been heard here; nothing of it was done, send it again",
        headers={"Retry-After": str(RETRY_SECONDS)},
    )
