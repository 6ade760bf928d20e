"""HTTP of the banks, for everybody: published projects, open places, and those near to a point."""

from __future__ import annotations

from typing import Any

from flask import g
from flask.views import MethodView

from services.projects.banks import schemas, usecases
from services.projects.banks.repository import BANK_OF_PROJECTS, LIST_OF_PLACES
from services.projects.blueprint import blueprint
from shared.sources import as_written
from shared.web.auth import requires
from shared.web.commands import store
from shared.web.limits import everybody
from shared.web.lists import add_list

SCOPE = "projects:search"
PUBLIC = everybody("what is published is for the public")

add_list(blueprint, "/bank/projects", BANK_OF_PROJECTS, schemas.PublishedProjectView, SCOPE, limit=PUBLIC)
add_list(blueprint, "/bank/places", LIST_OF_PLACES, schemas.PlaceView, SCOPE, limit=PUBLIC, shown=usecases.with_free)


@blueprint.route("/bank/places/searches")
class Searches(MethodView):
    """Places near to a point."""

    @requires(SCOPE, PUBLIC)
    @blueprint.arguments(schemas.PlaceSearch)
    @blueprint.response(200, schemas.NearPlaces)
    def post(self, asked: dict[str, Any]) -> Any:
        """Open places within some kilometres of a point, the nearest first; nothing of it is kept."""
        return {"places": [as_written(g.caller.source, one) for one in usecases.search(store(), asked)]}
