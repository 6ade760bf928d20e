"""The export of what became of every row, the same for every service that decides on rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, g
from flask.views import MethodView

from shared import clock
from shared.kinds import Kind
from shared.outcomes import outcomes
from shared.web import exports
from shared.web.auth import requires
from shared.web.blueprint import Blueprint
from shared.web.commands import store
from shared.web.days import AsOf
from shared.web.limits import BY_LIST


def add_outcomes(blueprint: Blueprint, kinds: Sequence[Kind], scope: str) -> None:
    """Add `GET /exports/outcomes`: each row's kind, reference and outcome, one JSON object a line."""

    def get(self: Any, asked: dict[str, Any]) -> Response:
        return exports.stream(outcomes(store().database, kinds, asked["as_of"] or clock.today(), g.where))

    get.__doc__ = (
        "What became of every row: accepted, held:<reason>, refused:<reason>, or its state on a day, by default today."
    )
    documented = exports.documented(blueprint, "one row a line")(blueprint.arguments(AsOf, location="query")(get))
    blueprint.route("/exports/outcomes")(type("outcomes", (MethodView,), {"get": requires(scope, BY_LIST)(documented)}))
