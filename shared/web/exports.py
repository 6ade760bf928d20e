"""Exports: a whole collection as one JSON object a line, streamed, however large it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import orjson
from flask import Response

from shared.web.blueprint import Blueprint

CONTENT_TYPE = "application/x-ndjson"


def stream(rows: Iterable[dict[str, Any]]) -> Response:
    """The rows as `application/x-ndjson`; nothing is held in memory."""
    return Response((orjson.dumps(row) + b"\n" for row in rows), content_type=CONTENT_TYPE)


def documented(blueprint: Blueprint, line: str) -> Callable[[Any], Any]:
    """Decorate what answers with `stream`; `line` says what a line is."""
    decorate: Callable[[Any], Any] = blueprint.response(
        200, {"type": "string"}, content_type=CONTENT_TYPE, description=line
    )
    return decorate
