"""HTTP of the figures of hours."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView

from services.hours.blueprint import blueprint
from services.hours.figures import schemas, usecases
from services.hours.figures.domain import FIGURES
from services.hours.figures.programmes import IN_ALL
from shared import clock
from shared.web.auth import requires
from shared.web.blueprint import Blueprint
from shared.web.commands import store
from shared.web.days import AsOf
from shared.web.figures import PUBLIC, add_history

SCOPE = "hours:figures"


class Figures(MethodView):
    """Who is active, who stays, and what programmes came to."""

    @requires(SCOPE, PUBLIC)
    @blueprint.arguments(AsOf, location="query")
    @blueprint.response(200, schemas.Figures)
    def get(self, query: dict[str, Any]) -> Any:
        """Activity and stickiness by home city, and what was served in programmes, as of a day, by default today."""
        return usecases.figures_as_of(store(), query["as_of"] or clock.today())


def add_to(blueprint: Blueprint) -> None:
    """Add the figures and their histories."""
    blueprint.route("/figures")(Figures)
    add_history(blueprint, (*FIGURES, *IN_ALL), usecases.history, SCOPE)
