"""HTTP of the registry's figures.

They tell of nobody. But where an organisation is small, how many of its members are volunteers may be as good as a
name: so members are shown only of organisations that stated how many they have, and by day for the province alone.
"""

from __future__ import annotations

from typing import Any

from flask.views import MethodView

from services.registry.blueprint import blueprint
from services.registry.figures import answers, schemas
from shared import clock
from shared.rules.places import PROVINCE
from shared.web.auth import requires, theirs_of
from shared.web.commands import store
from shared.web.days import AsOf
from shared.web.figures import PUBLIC, add_history

SCOPE = "registry:figures"


@blueprint.route("/figures")
class Figures(MethodView):
    """Where the network stands."""

    @requires(SCOPE, PUBLIC)
    @blueprint.arguments(AsOf, location="query")
    @blueprint.response(200, schemas.Figures)
    def get(self, query: dict[str, Any]) -> Any:
        """Federations, stations, coverage, members and schools as of a day, by default today."""
        found = answers.as_of(store(), query["as_of"] or clock.today())
        members = {
            figure: {one if one == PROVINCE else theirs_of(one): share for one, share in shares.items()}
            for figure, shares in found["members"].items()
        }
        return {**found, "members": members}


add_history(blueprint, answers.NAMES, answers.history, SCOPE)
