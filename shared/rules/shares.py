"""Shares as figures tell them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

FOUR_DECIMALS = Decimal("0.0001")


def share(part: int, whole: int) -> str | None:
    """A share with four decimals, half up (rules-network.md 3); None of nothing."""
    return str((Decimal(part) / whole).quantize(FOUR_DECIMALS, ROUND_HALF_UP)) if whole else None


def shares(parts: Mapping[str, int], wholes: Mapping[str, int]) -> dict[str, list[Any]]:
    """Part, whole and share wherever there is a whole."""
    return {
        place: [parts.get(place, 0), whole, share(parts.get(place, 0), whole)]
        for place, whole in sorted(wholes.items())
        if whole
    }
