"""Exports: a whole collection as one JSON object a line, streamed, however large it is.

Who speaks for a source is given that source's rows alone, each by the name that it gave; the network's own callers are
given all. Every export says how its rows tell whose they are (docs/adr/0017).
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import orjson
from flask import Response, g

from shared.sources import LOCAL, source_of
from shared.web.blueprint import Blueprint
from shared.web.long_requests import streamed

CONTENT_TYPE = "application/x-ndjson"
Row = dict[str, Any]
Rows = Callable[..., Iterable[Row]]
Whose = Callable[[Row], str | None]
"""The source that a row is of; None for one that is of none."""


def by(field: str) -> Whose:
    """A row is of the source of the reference that stands in a field."""

    def whose(row: Row) -> str | None:
        reference = row[field]
        return None if reference is None else source_of(reference)

    return whose


def by_sender(row: Row) -> str:
    """A row says of which source it is."""
    return str(row.get("source", LOCAL))


def export(blueprint: Blueprint, line: str, whose: Whose) -> Callable[[Rows], Any]:
    """Decorate what gives the rows of an export as we keep them: they are answered one a line.

    Args:
        line: what a line is, for the document.
        whose: of which source a row is; who speaks for another one is not given it.
    """

    def decorate(rows: Rows) -> Any:
        @functools.wraps(rows)
        def answer(*args: Any, **kwargs: Any) -> Response:
            return streamed(lambda: stream(_of(g.caller.source, whose, rows(*args, **kwargs))))

        answer.whose = whose  # type: ignore[attr-defined]
        return blueprint.response(200, {"type": "string"}, content_type=CONTENT_TYPE, description=line)(answer)

    return decorate


def stream(rows: Iterable[Row]) -> Response:
    """The rows as `application/x-ndjson`; nothing is held in memory. An export is given by `export`."""
    return Response((orjson.dumps(row) + b"\n" for row in rows), content_type=CONTENT_TYPE)


def _of(reader: str, whose: Whose, rows: Iterable[Row]) -> Iterator[Row]:
    return (row for row in rows if reader in (LOCAL, whose(row)))
