"""HTTP of rosters of several cities: asking for them, and how far they are."""

from __future__ import annotations

from typing import Any

from flask import g
from flask.views import MethodView

from services.matching.blueprint import blueprint
from services.matching.cities import schemas, usecases
from services.matching.rosters.selection import Selection
from shared.store.transaction import Transaction
from shared.web.auth import ours_of, requires
from shared.web.commands import command, store
from shared.web.limits import BY_LIST, BY_RECORD
from shared.web.steps import problems


@blueprint.route("/city-rosters")
class CityRosters(MethodView):
    """Rosters of several cities, side by side."""

    @requires("matching:write", BY_LIST)
    @blueprint.arguments(schemas.CitiesSchema)
    @blueprint.response(202, schemas.RunView)
    @blueprint.alt_response(404, "NotFound")
    def post(self, asked: dict[str, Any]) -> Any:
        """Have the roster of each city with such shifts solved and proposed, each by whichever worker is free."""
        cities, keep, without = (asked.pop(name) for name in ("cities", "keep", "without"))
        prefix = asked.pop("project_prefix")
        selection = Selection(ours_of(prefix) if prefix else "", where=g.where, reader=g.caller.source, **asked)
        with problems():
            before = usecases.rosters_of(store(), keep, g.where) if keep else {}
        shifts, dropped = usecases.shifts_by_city(store(), selection, cities), [ours_of(one) for one in without]

        def ask(transaction: Transaction) -> str:
            return usecases.ask(transaction, shifts, before, dropped)

        return usecases.progress(store(), command(ask), g.where)


@blueprint.route("/city-rosters/<identifier>")
class CityRostersRun(MethodView):
    """How far they are."""

    @requires("matching:read", BY_RECORD)
    @blueprint.response(200, schemas.RunView)
    def get(self, identifier: str) -> Any:
        """How far the roster of each city is: waiting, solving, solved with its roster, or failed with the reason."""
        with problems():
            return usecases.progress(store(), identifier, g.where)
