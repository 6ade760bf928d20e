"""The address of incentives, under which its subjects' resources stand."""

from __future__ import annotations

from shared.web.blueprint import Blueprint

blueprint = Blueprint(
    "incentives", __name__, url_prefix="/v1", description="Stars, points, awards and the partner feed"
)
