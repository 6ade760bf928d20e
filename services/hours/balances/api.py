"""HTTP of opening balances."""

from __future__ import annotations

from services.hours.balances import schemas, usecases
from shared.web.batches import add_intake
from shared.web.blueprint import Blueprint


def add_to(blueprint: Blueprint) -> None:
    """Add the intake of opening balances."""
    add_intake(blueprint, "/opening-balances", schemas.OpeningBalance, usecases.take_balances, "hours:write")
