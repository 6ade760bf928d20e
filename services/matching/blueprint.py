"""The address of matching, under which its subjects' resources stand."""

from __future__ import annotations

from shared.web.blueprint import Blueprint

blueprint = Blueprint("matching", __name__, url_prefix="/v1", description="Rosters, and who may take which place")
