"""What projects keeps of others' events, to be made again by a rebuild."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from services.projects.banks.usecases import PLACES
from services.projects.credentials import repository as credentials
from services.projects.credentials.copy import COPIES
from services.projects.erasure.usecases import ERASED
from services.projects.figures.usecases import count_merged
from services.projects.kinds import decide_again, release_for_organisations, release_for_volunteers
from services.projects.merges.repository import MERGES, numbers
from services.projects.organisations.copy import ORGANISATIONS
from services.projects.people import usecases as people
from services.projects.people.copy import KNOWN_VOLUNTEERS, STATES
from services.projects.proposals import usecases as proposals
from services.projects.works import usecases as works
from shared.copies import Copy, Then
from shared.events.envelope import Event
from shared.store import revocations
from shared.store.read_data import ReadData
from shared.store.transaction import Transaction


def read_data() -> list[ReadData]:
    """What the subjects name, in the order in which it is made again."""
    volunteers = KNOWN_VOLUNTEERS.read_data(then=_known)
    return [
        ORGANISATIONS.read_data(then=release_for_organisations),
        replace(MERGES.read_data(then=_merged), types=(*MERGES.types, ERASED)),
        _of_the_living(STATES, decide_again),
        *(_of_the_living(one, partial(_decide_again_for, one)) for one in COPIES),
        replace(volunteers, types=(*volunteers.types, ERASED)),
        proposals.read_data(),
        *revocations.READ_DATA,
        PLACES,
    ]


def _known(transaction: Transaction, volunteers: Mapping[str, Event | None]) -> None:
    release_for_volunteers(transaction, volunteers)
    works.hear_names(transaction, volunteers)


def _merged(transaction: Transaction, merges: Mapping[str, Event | None]) -> None:
    count_merged(transaction, merges)
    works.hear_merged(transaction, numbers(transaction, merges))


def _of_the_living(copy: Copy, then: Then) -> ReadData:
    """A copy of what is told of volunteers, without those who were erased."""
    found = copy.read_data(then=then)
    return replace(found, types=(*found.types, ERASED))


def _decide_again_for(copy: Copy, transaction: Transaction, known: Mapping[str, Event | None]) -> None:
    numbers = credentials.holders_of(transaction, copy, known)
    people.touch(transaction, numbers)
    decide_again(transaction, dict.fromkeys(numbers))
