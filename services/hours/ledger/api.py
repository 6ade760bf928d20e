"""HTTP of the ledger."""

from __future__ import annotations

from typing import Any

from flask import g
from flask.views import MethodView

from services.hours.blueprint import blueprint
from services.hours.ledger import schemas, usecases
from shared.sources import as_written
from shared.web import exports
from shared.web.auth import requires
from shared.web.commands import store
from shared.web.days import AsOf
from shared.web.limits import BY_LIST, BY_PERSON


class Entries(MethodView):
    """A volunteer's ledger."""

    @requires("hours:read", BY_PERSON)
    @blueprint.response(200, schemas.Entry(many=True))
    def get(self, number: str) -> Any:
        """Every entry of a volunteer's ledger, oldest day first."""
        return [as_written(g.caller.source, one) for one in usecases.entries_of(store(), number, g.where)]


class Totals(MethodView):
    """Every volunteer."""

    @requires("hours:export", BY_LIST)
    @blueprint.arguments(AsOf, location="query")
    @exports.export(blueprint, "one registration a line", exports.by("volunteer_ref"))
    def get(self, query: dict[str, Any]) -> Any:
        """The credited minutes of every registration, one JSON object a line; a merged one says into which.

        By default as things stand now.
        """
        return usecases.totals(store(), query["as_of"], g.where, g.caller.source)
