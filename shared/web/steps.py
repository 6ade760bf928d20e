"""Steps of a thing's life over HTTP: it has a version as its ETag, and a command obeys `If-Match` (RFC 9110)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any, Protocol, TypeVar

from flask import request

from shared.rules.faults import Fault, Refused, Stale, Unknown
from shared.store.transaction import Transaction
from shared.web.commands import command
from shared.web.problems import Problem

View = dict[str, Any]
Answer = tuple[View, int, dict[str, str]]
FAULT = "fault"


class Versioned(Protocol):
    """A thing with a version, which differs whenever the thing does."""

    @property
    def version(self) -> str:
        """For optimistic locking."""
        ...


Thing = TypeVar("Thing", bound=Versioned)


def step(work: Callable[[Transaction, str | None], Thing | Refused], view: Callable[[Thing], View]) -> Answer:
    """Run a command about a thing, and answer with what it is after it.

    Args:
        work: is given the version that the caller saw, None for any; a refusal that leaves something it gives back.

    Raises:
        Problem: 404, 412 or 422, as the rules say.
    """
    seen = _seen()

    def run(transaction: Transaction) -> dict[str, Any]:
        thing = work(transaction, seen)
        if isinstance(thing, Refused):
            return {FAULT: asdict(thing.fault)}
        return {"view": view(thing), "etag": _etag(thing)}

    with problems():
        done = command(run, lambda done: FAULT not in done)
        if FAULT in done:
            raise Refused(Fault(**done[FAULT]))
    return done["view"], 200, {"ETag": done["etag"]}


def shown(thing: Versioned, view: View) -> Answer:
    """The answer that shows a thing as it is."""
    return view, 200, {"ETag": _etag(thing)}


@contextmanager
def problems() -> Iterator[None]:
    """What rules say of a thing as what HTTP says: unknown is 404, stale 412, refused 422."""
    try:
        yield
    except Unknown as error:
        raise Problem(404, str(error)) from None
    except Stale as error:
        raise Problem(412, str(error)) from None
    except Refused as error:
        fault = asdict(error.fault)
        raise Problem(422, f"{fault['field']} was refused: {fault['reason']}", [fault], check=fault["reason"]) from None


def _seen() -> str | None:
    asked = request.headers.get("If-Match", "*")
    return None if asked == "*" else asked.strip('"')


def _etag(thing: Versioned) -> str:
    return f'"{thing.version}"'
