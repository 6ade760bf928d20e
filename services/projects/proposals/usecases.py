"""Use cases of proposals: keep what matching proposes, and show it to who decides."""

from __future__ import annotations

from collections.abc import Sequence

from services.projects.people.repository import erased
from services.projects.proposals import repository
from shared.events.envelope import Event
from shared.store.client import Document
from shared.store.read_data import ReadData
from shared.store.transaction import Transaction


def note_proposals(transaction: Transaction, events: Sequence[Event]) -> None:
    """Matching proposed places: keep them for who runs the post to see, decide and confirm; none to who is erased."""
    gone = erased(transaction, {event.data["volunteer"] for event in events})
    repository.keep(transaction, [event.data for event in events if event.data["volunteer"] not in gone])


def proposals_of(transaction: Transaction, shift_ref: str) -> list[Document]:
    """The places of a shift that are proposed to somebody."""
    return repository.of_shift(transaction, shift_ref)


def read_data() -> ReadData:
    """What follows from the events of matching, and from erasures."""
    return ReadData(repository.PROPOSALS, ("match.proposed.v1", "match.proposed.v2", "volunteer.erased.v1"))
