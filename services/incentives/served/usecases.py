"""Use cases of what was served: keep for whom shifts are, and who served at them. All handlers are commutative."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from services.incentives.served import repository
from services.incentives.served.copies import ORGANISATIONS, PROJECTS, STATIONS
from services.incentives.served.domain import OF, Presence, presence_of
from shared.copies import ReleasingReadData
from shared.events.envelope import Event
from shared.store.client import Document
from shared.store.read_data import ReadData
from shared.store.transaction import Transaction

Then = Callable[[Transaction, Collection[str]], None]
COPIES = (ORGANISATIONS, PROJECTS, STATIONS)


def note_shifts(transaction: Transaction, events: Sequence[Event]) -> set[str]:
    """Keep for whom shifts are; for whom there is more than before."""
    subjects = {event.subject: {of: event.data.get(of) or None for of in OF} for event in events}
    return _for_whom(repository.note_subjects(transaction, subjects))


def note_credited(transaction: Transaction, events: Sequence[Event]) -> set[str]:
    """Keep who served at which shift; for whom there is more than before. Balances are of no shift."""
    credited: dict[str, list[Presence]] = defaultdict(list)
    for event in events:
        if event.data["shift_ref"]:
            credited[event.data["shift_ref"]].append(presence_of(event.data))
    return _for_whom(repository.note_presences(transaction, credited))


def for_whom_served(transaction: Transaction, volunteers: Iterable[str]) -> set[str]:
    """For whom volunteers served."""
    return _for_whom(repository.shifts_of(transaction, volunteers))


def read_data(then: Then) -> list[ReadData]:
    """What follows from the events of others, to be made again by a rebuild.

    Args:
        then: told of the subjects for whom what was served was put right.
    """

    def of_shifts(transaction: Transaction, shifts: Mapping[str, Event | None]) -> None:
        then(transaction, _for_whom(repository.shifts(transaction, shifts)))

    return [
        ReleasingReadData(
            repository.SHIFTS, ("shift.scheduled.v1", "hours.credited.v1", "hours.reversed.v1"), then=of_shifts
        )
    ]


def _for_whom(shifts: Iterable[Document]) -> set[str]:
    return {shift[of] for shift in shifts for of in OF if shift[of]}
