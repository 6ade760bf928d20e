"""The blueprint of projects, to which each subject adds its requests."""

from __future__ import annotations

from shared.web.blueprint import Blueprint

blueprint = Blueprint(
    "projects", __name__, url_prefix="/v1", description="Projects, sites, posts, shifts, availability, attendance"
)
