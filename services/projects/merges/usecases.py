"""Use cases of merges: keep what the registry tells."""

from __future__ import annotations

from collections.abc import Sequence

from services.projects.merges.repository import MERGES
from shared.erased import closed
from shared.events.envelope import Event
from shared.persons import SIDES
from shared.store.transaction import Transaction


def note_merges(transaction: Transaction, events: Sequence[Event]) -> set[str]:
    """Keep merges, the later sequence of each; of who was erased nothing that comes late. The numbers of whom it is."""
    gone = closed(transaction, {event.data[side] for event in events for side in SIDES})
    living = [event for event in events if gone.isdisjoint(event.data[side] for side in SIDES)]
    MERGES.hear(transaction, living)
    return {event.data[side] for event in living for side in SIDES}
