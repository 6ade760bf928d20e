"""Use cases of organisations, as far as projects shows them: keep what the registry tells."""

from __future__ import annotations

from collections.abc import Sequence

from services.projects.organisations.copy import ORGANISATIONS
from shared.events.envelope import Event
from shared.store.transaction import Transaction


def note_organisations(transaction: Transaction, events: Sequence[Event]) -> None:
    """Organisations were registered or changed: keep what posts show of them; the later sequence counts."""
    ORGANISATIONS.hear(transaction, events)
