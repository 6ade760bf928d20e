"""HTTP of incentives."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask.views import MethodView

from services.incentives import schemas, usecases
from shared.feeds import polling
from shared.feeds.feed import Feed
from shared.web import exports
from shared.web.auth import requires
from shared.web.blueprint import Blueprint
from shared.web.commands import store
from shared.web.problems import Problem

blueprint = Blueprint(
    "incentives", __name__, url_prefix="/v1", description="Stars, points, awards and the partner feed"
)
blueprints = [blueprint]

RECOGNITION = Feed("recognition", ("stars.changed.v1", "points.changed.v1", "award.became_eligible.v1"))


@blueprint.route("/volunteers/<number>")
class Volunteer(MethodView):
    """One volunteer's standing."""

    @requires("incentives:read")
    @blueprint.arguments(schemas.AsOf, location="query")
    @blueprint.response(200, schemas.Standing)
    def get(self, query: dict[str, Any], number: str) -> Any:
        """Stars, points and eligibility on a day, each with its policy and the entries that it rests on."""
        found = usecases.standing_of(store().database, number, query["as_of"])
        if found is None:
            raise Problem(404, f"nothing is known of volunteer {number}")
        return found


@blueprint.route("/exports/standings")
class Standings(MethodView):
    """Everybody's standing."""

    @requires("incentives:export")
    @blueprint.arguments(schemas.AsOf, location="query")
    @blueprint.response(200, content_type="application/x-ndjson")
    def get(self, query: dict[str, Any]) -> Response:
        """Each volunteer's minutes, stars and points on a day, one JSON object a line; those without entries too."""
        return exports.stream(usecases.standings_as_of(store().database, query["as_of"]))


@blueprint.route("/feeds/recognition")
class Recognition(MethodView):
    """The partner feed: what volunteers earned, by number only."""

    @requires("incentives:feed")
    @blueprint.arguments(polling.FeedQuery, location="query")
    @blueprint.response(200, content_type=polling.CONTENT_TYPE)
    def get(self, query: dict[str, Any]) -> Response:
        """The events after a cursor as a CloudEvents batch; the header Kapok-Cursor is where to go on."""
        return polling.answer(store().database, RECOGNITION, **query)
