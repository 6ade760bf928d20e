"""HTTP of sites."""

from __future__ import annotations

from services.projects.blueprint import blueprint
from services.projects.sites import usecases
from services.projects.sites.kind import SITES
from shared.web.kinds import add_kind

add_kind(blueprint, SITES, usecases.open_sites)
