"""Rows that are decided in the order of their instants, whatever the order in their file (rules-network.md 0.5)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from shared import clock
from shared.intake.second_reading import plain_moment

LAST = dt.datetime.max.replace(tzinfo=dt.UTC)


def in_turn(rows: Iterable[dict[str, Any]], at: str, reference: str) -> list[dict[str, Any]]:
    """Rows by the instant in one column, then the reference in another; those without an instant come last."""
    return sorted(rows, key=lambda row: (_instant(row["values"].get(at) or ""), row["values"].get(reference) or ""))


def _instant(text: str) -> dt.datetime:
    try:
        return clock.from_text(plain_moment(text))
    except ValueError:
        return LAST
