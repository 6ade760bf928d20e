"""What hours keeps of others' events, to be made again by a rebuild. All else is its own record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from services.hours import hearing
from services.hours.attendance.usecases import settle_again, settle_waiting
from services.hours.certificates.copies import PROJECTS
from services.hours.figures import usecases as figures
from services.hours.homes import usecases as homes
from services.hours.organisations.copy import ORGANISATIONS
from services.hours.people import repository as people
from services.hours.shifts import repository as shifts
from shared.store import revocations
from shared.store.client import Document
from shared.store.read_data import ReadData
from shared.store.transaction import Transaction


def read_data() -> list[ReadData]:
    """What the subjects name, in the order in which it is made again."""
    return [
        ReadData(people.ERASED, ("volunteer.erased.v1",)),
        ReadData(people.CLOSED, ("volunteer.erased.v1",)),
        hearing.MERGES.read_data(),
        Awaited(people.VOLUNTEERS, people.HEARD, people.OWN, release=_release_volunteers),
        Awaited(shifts.SHIFTS, shifts.HEARD, shifts.OWN, release=_release_shifts),
        ORGANISATIONS.read_data(),
        *homes.read_data(),
        *figures.read_data(),
        PROJECTS.read_data(),
        *revocations.READ_DATA,
    ]


@dataclass(kw_only=True)
class Awaited(ReadData):
    """Documents that attendance and balances may wait for: what is put right releases them as what is heard does."""

    release: Callable[[Transaction, Mapping[str, Document]], None]

    def restore(self, transaction: Transaction, wanted: Mapping[str, Document | None]) -> None:
        """Put right, and decide again what waited."""
        super().restore(transaction, wanted)
        self.release(transaction, {reference: one for reference, one in wanted.items() if one is not None})


def _release_volunteers(transaction: Transaction, volunteers: Mapping[str, Document]) -> None:
    hearing.release(transaction, dict.fromkeys(volunteers))
    settle_again(transaction, dict.fromkeys(ref for ref, one in volunteers.items() if "merges" in one))


def _release_shifts(transaction: Transaction, shifts: Mapping[str, Document]) -> None:
    settle_waiting(transaction, "shift", dict.fromkeys(shifts))
