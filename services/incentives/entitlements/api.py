"""HTTP of volunteers' benefits: one volunteer's, and everybody's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import g
from flask.views import MethodView

from services.incentives.blueprint import blueprint
from services.incentives.entitlements import schemas, showing
from shared import clock
from shared.sources import as_written
from shared.web import exports
from shared.web.auth import requires
from shared.web.commands import store
from shared.web.days import AsOf
from shared.web.limits import BY_LIST, BY_PERSON
from shared.web.problems import unknown


@blueprint.route("/volunteers/<number>/benefits")
class VolunteersBenefits(MethodView):
    """One volunteer's benefits."""

    @requires("incentives:read", BY_PERSON)
    @blueprint.arguments(AsOf, location="query")
    @blueprint.response(200, schemas.Benefits)
    def get(self, query: dict[str, Any], number: str) -> Any:
        """What each benefit is to a volunteer on a day, by default today, and why."""
        day = query["as_of"] or clock.today()
        found = showing.benefits_of(store(), number, day, g.where)
        if found is None:
            raise unknown("volunteer")
        shown = showing.shown(found, g.caller.source)
        return {**shown, "as_of": day, "benefits": [as_written(g.caller.source, one) for one in shown["benefits"]]}


@blueprint.route("/exports/benefits")
class EverybodysBenefits(MethodView):
    """Everybody's benefits."""

    @requires("incentives:export", BY_LIST)
    @blueprint.arguments(AsOf, location="query")
    @exports.export(blueprint, "one benefit of one volunteer a line", exports.by("volunteer_ref"))
    def get(self, query: dict[str, Any]) -> Iterable[dict[str, Any]]:
        """Each benefit that is granted, suspended or redeemed on a day, by default today, one JSON object a line."""
        return showing.benefits_as_of(store(), query["as_of"], g.where, g.caller.source)
