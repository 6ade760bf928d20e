"""Query parameters: one that a request does not have is refused, since a misspelt filter would give everything."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from flask import request
from marshmallow import Schema

from shared.intake.asked import NAMELESS, unknown
from shared.web.problems import Problem


def known_to(view: Callable[..., Any]) -> frozenset[str]:
    """The query parameters that a view takes, as its blueprint has documented them."""
    documented: dict[str, Any] = getattr(view, "_apidoc", {}).get("arguments", {})
    schemas = [one["schema"] for one in documented.get("parameters", ()) if one["in"] == "query"]
    return frozenset(name for schema in schemas for name in _names(schema))


def refuse_others(known: Collection[str]) -> None:
    """Refuse the request when it has a parameter besides those that are known, or one of these twice.

    Raises:
        Problem: 422, which names those that there are. What is none may be a person's data, and is not repeated.
    """
    if not request.query_string:
        return
    if any(name not in known for name in request.args):
        errors = [{"field": NAMELESS, "reason": unknown(known, "parameter of this request")}]
        raise Problem(422, "the query has a parameter that this request does not have", errors)
    twice = [name for name, values in request.args.lists() if len(values) > 1]
    if twice:
        errors = [{"field": name, "reason": "stands there more than once"} for name in twice]
        raise Problem(422, "the query has a parameter twice; nobody can tell which of them is meant", errors)


def _names(schema: Schema | type[Schema]) -> list[str]:
    instance = schema() if isinstance(schema, type) else schema
    return [field.data_key or name for name, field in instance.fields.items()]
