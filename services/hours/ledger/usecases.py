"""What is read of the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from services.hours.ledger import repository
from services.hours.people import repository as people
from shared.store.transaction import Store

AT_ONCE = 1_000
"""Volunteers of whom an export reads the ledger at a time."""


def entries_of(store: Store, number: str) -> Iterator[dict[str, Any]]:
    """A volunteer's ledger, oldest day first."""
    for entry in repository.entries_of(store.database, number):
        yield {"entry": entry.pop("_id"), **entry}


def totals(store: Store) -> Iterator[dict[str, Any]]:
    """The credited minutes of every volunteer that is known."""
    known = people.numbers(store.database)
    while some := list(islice(known, AT_ONCE)):
        minutes = repository.minutes(store.database, [number for _, number in some])
        for reference, number in some:
            yield {"volunteer_ref": reference, "volunteer": number, "minutes": minutes[number]}
