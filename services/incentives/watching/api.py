"""HTTP of how partners' feeds stand."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView

from services.incentives.blueprint import blueprint
from services.incentives.watching import schemas, usecases
from shared.web.auth import requires
from shared.web.commands import store
from shared.web.limits import province


@blueprint.route("/partner-feeds")
class PartnerFeeds(MethodView):
    """The feeds of all partners."""

    @requires("incentives:read", province("a partner is of no place"))
    @blueprint.response(200, schemas.StandingOfFeed(many=True))
    def get(self) -> Any:
        """Of each partner that is told anything how far it was told, how far it has read, and when it last did."""
        return usecases.shown(store())
