"""HTTP of sites."""

from __future__ import annotations

from services.projects.blueprint import blueprint
from services.projects.sites import schemas, usecases
from shared.web.batches import add_intake

add_intake(blueprint, "/sites", schemas.Site, usecases.open_sites, "projects:write")
