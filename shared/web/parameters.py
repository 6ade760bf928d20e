"""Query parameters: one that a request does not have is refused, since a misspelt filter would give everything."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from flask import request
from marshmallow import Schema

from shared.intake.reading import column
from shared.web.problems import Problem

NONE = "is no parameter of this request; it has none"


def known_to(view: Callable[..., Any]) -> frozenset[str]:
    """The query parameters that a view takes, as its blueprint has documented them."""
    documented: dict[str, Any] = getattr(view, "_apidoc", {}).get("arguments", {})
    schemas = [one["schema"] for one in documented.get("parameters", ()) if one["in"] == "query"]
    return frozenset(name for schema in schemas for name in _names(schema))


def refuse_others(known: Collection[str]) -> None:
    """Refuse the request when it has a parameter besides those that are known.

    Raises:
        Problem: 422, which names each. What is no parameter's name may be a person's data, and is not repeated.
    """
    unknown = [name for name in request.args if name not in known]
    if unknown:
        reason = f"is no parameter of this request; there are {', '.join(sorted(known))}" if known else NONE
        errors = [{"field": column(name), "reason": reason} for name in unknown]
        raise Problem(422, "the query has a parameter that this request does not have", errors)


def _names(schema: Schema | type[Schema]) -> list[str]:
    instance = schema() if isinstance(schema, type) else schema
    return [field.data_key or name for name, field in instance.fields.items()]
