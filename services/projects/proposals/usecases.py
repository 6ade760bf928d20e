"""Use cases of proposals: keep what matching proposes, and show it to who decides."""

from __future__ import annotations

from collections.abc import Sequence

from services.projects.proposals import repository
from services.projects.shifts.domain import has_begun
from services.projects.shifts.kind import SHIFTS
from shared import clock, waiting
from shared.erased import closed
from shared.events.envelope import Event
from shared.rules.faults import Unknown
from shared.store.client import Document
from shared.store.read_data import ReadData
from shared.store.transaction import Transaction
from shared.where import EVERYWHERE, Where


def note_proposals(transaction: Transaction, events: Sequence[Event]) -> None:
    """Matching proposed places: keep them for who runs the post to see, decide and confirm; none to who is erased."""
    gone = closed(transaction, {event.data["volunteer"] for event in events})
    repository.keep(transaction, [event.data for event in events if event.data["volunteer"] not in gone])


def proposals_of(transaction: Transaction, shift_ref: str, where: Where = EVERYWHERE) -> list[Document]:
    """The places of a shift that are proposed to somebody.

    Args:
        where: where who asks may act; proposals lie where their shift does.

    Raises:
        Unknown: who asks does not reach the shift.
    """
    if not where.everywhere:
        shift = transaction[SHIFTS.name].one(shift_ref)
        if shift is None or not where.reaches_record(shift):
            raise Unknown("shift")
    return repository.of_shift(transaction, shift_ref)


def proposed_to(transaction: Transaction, number: str | None) -> list[Document]:
    """The places of shifts ahead that are proposed to a volunteer, the earliest first."""
    found = repository.of_volunteer(transaction, number) if number else []
    shifts = waiting.known(transaction, SHIFTS.name, {one["shift_ref"] for one in found})
    ahead = {ref: one["starts_at"] for ref, one in shifts.items() if not has_begun(one, clock.now())}
    mine = [{**one, "starts_at": ahead[one["shift_ref"]]} for one in found if one["shift_ref"] in ahead]
    return sorted(mine, key=lambda one: (clock.from_text(one["starts_at"]), str(one["_id"])))


def read_data() -> ReadData:
    """What follows from the events of matching, and from erasures."""
    return ReadData(repository.PROPOSALS, ("match.proposed.v1", "match.proposed.v2", "volunteer.erased.v1"))
