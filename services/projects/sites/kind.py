"""Sites as a kind of row: known at once, and told of."""

from __future__ import annotations

from services.projects.sites.domain import TOLD
from services.projects.sites.schemas import Site
from shared.kinds import Kind, Place

SITES = Kind(
    "sites",
    Site,
    "site_ref",
    "projects:write",
    place=lambda site: Place(site["region_code"]),
    event="site.opened.v1",
    tell=lambda site: {name: site[name] for name in TOLD},
)
