"""The export of what became of every row, the same for every service that decides on rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask import g
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

    def get(self: Any, asked: dict[str, Any]) -> Iterable[dict[str, Any]]:
        return outcomes(store().database, kinds, asked["as_of"] or clock.today(), g.where)

    get.__doc__ = (
        "What became of every row: accepted, held:<reason>, refused:<reason>, or its state on a day, by default today."
    )
    exported = exports.export(blueprint, "one row a line", exports.by("reference"))(get)
    documented = blueprint.arguments(AsOf, location="query")(exported)
    blueprint.route("/exports/outcomes")(type("outcomes", (MethodView,), {"get": requires(scope, BY_LIST)(documented)}))
