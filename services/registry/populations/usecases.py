"""Use cases of populations: which are in force. They are taken in as declared (kind.py)."""

from __future__ import annotations

import datetime as dt

from services.registry.populations import repository
from shared.store.transaction import Store


def in_force(store: Store, kind: str, day: dt.date) -> dict[str, int]:
    """How many there are of a kind as of a day, by region, or for members by organisation."""
    return repository.in_force(store.database, kind, day)
