"""HTTP of standings: one volunteer's, and everybody's."""

from __future__ import annotations

from typing import Any

from flask import g
from flask.views import MethodView

from services.incentives.blueprint import blueprint
from services.incentives.standing import schemas, showing
from shared.web import exports
from shared.web.auth import requires, theirs_of
from shared.web.commands import store
from shared.web.days import AsOf
from shared.web.limits import BY_LIST, BY_PERSON
from shared.web.problems import unknown


@blueprint.route("/volunteers/<number>")
class Volunteer(MethodView):
    """One volunteer's standing."""

    @requires("incentives:read", BY_PERSON)
    @blueprint.arguments(AsOf, location="query")
    @blueprint.response(200, schemas.Standing)
    def get(self, query: dict[str, Any], number: str) -> Any:
        """Stars, points and eligibility on a day, each with its policy and the entries that it rests on.

        By default on the last day of service in the data.
        """
        found = showing.standing_of(store(), number, query["as_of"], g.where, g.caller.source)
        if found is None:
            raise unknown("volunteer")
        merged_into = found.get("merged_into")
        return {**found, **({"merged_into": theirs_of(merged_into)} if merged_into else {})}


@blueprint.route("/exports/standings")
class Standings(MethodView):
    """Everybody's standing."""

    @requires("incentives:export", BY_LIST)
    @blueprint.arguments(AsOf, location="query")
    @exports.export(blueprint, "one volunteer a line", exports.by("volunteer_ref"))
    def get(self, query: dict[str, Any]) -> Any:
        """Each volunteer's minutes, stars and points on a day, and those as a student, one JSON object a line.

        A registration that is merged away on the day says only into which. By default on the last day of service.
        """
        return showing.standings_as_of(store(), query["as_of"], g.where, g.caller.source)
