"""HTTP of the figures of projects."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import g
from flask.views import MethodView

from services.projects.blueprint import blueprint
from services.projects.figures import pairings, schemas, usecases
from shared import clock
from shared.web import exports
from shared.web.auth import requires
from shared.web.commands import store
from shared.web.days import AsOf
from shared.web.figures import PUBLIC, add_history
from shared.web.limits import BY_LIST

SCOPE = "projects:figures"


@blueprint.route("/figures")
class Figures(MethodView):
    """Where projects stand."""

    @requires(SCOPE, PUBLIC)
    @blueprint.arguments(AsOf, location="query")
    @blueprint.response(200, schemas.Figures)
    def get(self, query: dict[str, Any]) -> Any:
        """Backbone volunteers, no-shows, pairings, overdue visits and lessons as of a day, by default today."""
        return usecases.as_of(store(), query["as_of"] or clock.today())


add_history(blueprint, usecases.NAMES, usecases.history, SCOPE)


@blueprint.route("/exports/visits-overdue")
class VisitsOverdue(MethodView):
    """Which pairings lack a visit."""

    @requires("projects:export", BY_LIST)
    @blueprint.arguments(AsOf, location="query")
    @exports.export(blueprint, "one pairing a line", exports.by("pairing_ref"))
    def get(self, query: dict[str, Any]) -> Iterable[dict[str, Any]]:
        """The pairings that lack a visit as of a day, by default today, with their city."""
        return pairings.overdue(store(), query["as_of"] or clock.today(), g.where)
