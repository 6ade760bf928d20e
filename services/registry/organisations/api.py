"""Organisations over HTTP."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView

from services.registry.blueprint import blueprint
from services.registry.organisations import schemas, usecases
from shared.web import pages
from shared.web.auth import requires
from shared.web.commands import store


@blueprint.route("/organisations")
class Organisations(MethodView):
    """The tree of organisations, as a list; it shares its path with the intake."""

    @requires("registry:read")
    @blueprint.arguments(schemas.OrganisationQuery, location="query")
    @blueprint.response(200, schemas.OrganisationPage)
    def get(self, query: dict[str, Any]) -> Any:
        """Organisations by reference: all, of a region, or those right below one."""
        limit, after = query.pop("limit"), pages.position(query.pop("after", None))
        found = usecases.list_organisations(store(), query, after, limit)
        following = pages.cursor(found[-1]["_id"]) if len(found) == limit else None
        return {"organisations": found, "next": following}
