"""HTTP of projects: taking them in, the list, and one of them; and the programmes to which they belong."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView

from services.projects.blueprint import blueprint
from services.projects.programmes import usecases
from services.projects.programmes.kind import LIST, PROJECTS
from services.projects.programmes.schemas import ProgrammeQuery, ProgrammeView, ProjectView
from shared.web.auth import requires
from shared.web.kinds import add_kind
from shared.web.limits import everybody
from shared.web.lists import add_list
from shared.web.lives import Records

add_kind(blueprint, PROJECTS)
add_list(blueprint, PROJECTS.path, LIST, ProjectView, "projects:read")
Records(blueprint, PROJECTS, ProjectView).add_one("projects:read")


@blueprint.route("/programmes")
class Programmes(MethodView):
    """The programmes of the plan."""

    @requires("projects:read", everybody("programmes are public"))
    @blueprint.arguments(ProgrammeQuery, location="query")
    @blueprint.response(200, ProgrammeView(many=True))
    def get(self, asked: dict[str, Any]) -> Any:
        """The programmes as they are configured, by default today in the whole province."""
        return usecases.programmes(asked["on"], asked["region"])
