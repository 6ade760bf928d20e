"""HTTP of effects: whom a version of a policy gives more, and whom less."""

from __future__ import annotations

from typing import Any

from flask import g
from flask.views import MethodView

from services.incentives.blueprint import blueprint
from services.incentives.effects import schemas, showing
from shared.web import exports
from shared.web.auth import requires
from shared.web.commands import store
from shared.web.limits import BY_LIST
from shared.web.steps import problems


@blueprint.route("/exports/policy-effects")
class PolicyEffects(MethodView):
    """Whom a version of a policy gives more, and whom less."""

    @requires("incentives:export", BY_LIST)
    @blueprint.arguments(schemas.EffectsQuery, location="query")
    @exports.export(blueprint, "one change of one volunteer a line", exports.by("volunteer_ref"))
    def get(self, query: dict[str, Any]) -> Any:
        """Who has something else by a version than without it on a day, by default its first, one JSON object a line.

        What it is: stars, student_stars, points of a city, award (1 for who is eligible), or a benefit (1 for who has
        it, also suspended or redeemed); before and after. It can be asked before anybody adopts the version, and
        changes nothing.
        """
        with problems():
            return showing.effects(store(), query["policy_version_ref"], query["as_of"], g.where, g.caller.source)
