"""HTTP of projects: taking them in, the list, and one of them."""

from __future__ import annotations

from services.projects.blueprint import blueprint
from services.projects.programmes.kind import LIST, PROJECTS
from services.projects.programmes.schemas import ProjectView
from shared.web.kinds import add_kind
from shared.web.lists import add_list
from shared.web.lives import Records

add_kind(blueprint, PROJECTS)
add_list(blueprint, PROJECTS.path, LIST, ProjectView, "projects:read")
Records(blueprint, PROJECTS, ProjectView).add_one("projects:read")
