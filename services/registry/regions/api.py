"""Regions over HTTP; the table itself is in shared/, as every service asks it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask.views import MethodView

from services.registry.blueprint import blueprint
from services.registry.regions.schemas import RegionView
from shared.regions import regions
from shared.web.auth import requires
from shared.web.limits import everybody


@blueprint.route("/regions")
class Regions(MethodView):
    """Guangdong's regions."""

    @requires("registry:read", everybody("the list of regions is public"))
    @blueprint.response(200, RegionView(many=True))
    def get(self) -> Any:
        """The province, its 21 cities, and their 122 counties and districts."""
        return [asdict(region) for region in regions().values()]
