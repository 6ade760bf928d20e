"""What hours hears of where volunteers belong. Idempotent and commutative: the newest state counts, an erasure last."""

from __future__ import annotations

from collections.abc import Sequence

from services.hours.homes import repository
from shared.events.envelope import Event
from shared.store.read_data import ReadData
from shared.store.transaction import Transaction

STATES = ("volunteer.registered.v1", "volunteer.changed.v1")
"""A verification moves nobody."""
ERASED = "volunteer.erased.v1"


def hear(transaction: Transaction, events: Sequence[Event]) -> None:
    """Keep where volunteers belong now, or forget it."""
    latest = {event.data["volunteer"]: event for event in sorted(events, key=lambda event: event.sequence or 0)}
    known = repository.sequences(transaction, latest)
    homes = {
        number: repository.document({} if event.type == ERASED else event.data, event.sequence or 0)
        for number, event in latest.items()
    }
    repository.save(
        transaction,
        new={number: one for number, one in homes.items() if number not in known},
        newer={number: one for number, one in homes.items() if number in known and one["sequence"] > known[number]},
    )


def read_data() -> list[ReadData]:
    """What a rebuild makes again."""
    return [ReadData(repository.HOMES, (*STATES, ERASED))]
