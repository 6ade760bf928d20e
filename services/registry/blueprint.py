"""The address of the registry, under which its subjects' resources stand."""

from __future__ import annotations

from shared.web.blueprint import Blueprint

blueprint = Blueprint(
    "registry",
    __name__,
    url_prefix="/v1",
    description="Regions, organisations, volunteers, and their records",
)
