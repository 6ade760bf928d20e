"""HTTP of the figures of projects."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView

from services.projects.blueprint import blueprint
from services.projects.figures import schemas, usecases
from shared import clock
from shared.web.auth import requires
from shared.web.commands import store
from shared.web.days import AsOf
from shared.web.figures import PUBLIC, add_history

SCOPE = "projects:figures"


@blueprint.route("/figures")
class Figures(MethodView):
    """Where projects stand."""

    @requires(SCOPE, PUBLIC)
    @blueprint.arguments(AsOf, location="query")
    @blueprint.response(200, schemas.Figures)
    def get(self, query: dict[str, Any]) -> Any:
        """Backbone volunteers as of a day, by default today."""
        return usecases.as_of(store(), query["as_of"] or clock.today())


add_history(blueprint, usecases.NAMES, usecases.history, SCOPE)
