"""Use cases of organisations, as far as projects shows them: keep what the registry tells."""

from __future__ import annotations

from collections.abc import Sequence

from services.projects.organisations import repository
from shared.events.envelope import Event
from shared.store.read_data import ReadData
from shared.store.transaction import Transaction


def note_organisations(transaction: Transaction, events: Sequence[Event]) -> None:
    """Organisations were registered: keep what posts show of them."""
    repository.keep(transaction, [(event.subject, event.data) for event in events])


def read_data() -> ReadData:
    """What follows from the events of the registry."""
    return ReadData(repository.ORGANISATIONS, ("organisation.registered.v1",))
