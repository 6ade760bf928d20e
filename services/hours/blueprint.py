"""The blueprint to which the subjects of hours add what they show."""

from __future__ import annotations

from shared.web.blueprint import Blueprint

blueprint = Blueprint("hours", __name__, url_prefix="/v1", description="The ledger of hours, and what is held and why")
