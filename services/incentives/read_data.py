"""What incentives keeps of others' events, to be made again by a rebuild."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import partial

from services.incentives.consents.repository import CONSENTS, forget_erased
from services.incentives.entitlements import usecases as entitlements
from services.incentives.kinds import release_for, release_for_volunteers
from services.incentives.nominations import usecases as nominations
from services.incentives.people.copy import KNOWN_VOLUNTEERS
from services.incentives.served import usecases as served
from services.incentives.served.copies import MERGES
from services.incentives.served.repository import merged
from services.incentives.standing import rebuilding as standing
from services.incentives.standing.adopted import VERSIONS
from services.incentives.students import usecases as students
from shared.events.envelope import Event
from shared.store import revocations
from shared.store.read_data import ReadData
from shared.store.transaction import Transaction

BASIS = (VERSIONS,)
"""What people decided and handlers decide by: a shadow has it from the beginning."""


def read_data() -> list[ReadData]:
    """What the subjects name, in the order in which it is made again."""
    volunteers = KNOWN_VOLUNTEERS.read_data(then=_known)
    known = replace(volunteers, types=(*volunteers.types, "volunteer.erased.v1"))
    return [
        *standing.read_data(_decide_again),
        known,
        CONSENTS.read_data(then=_put_right),
        *students.read_data(),
        *(one.read_data(then=partial(_release, one.collection)) for one in served.COPIES),
        MERGES.read_data(then=_merged),
        *served.read_data(nominations.hear_served),
        *revocations.READ_DATA,
    ]


def _decide_again(transaction: Transaction, numbers: Collection[str]) -> None:
    """Standings were put right: decide on benefits and nominations."""
    entitlements.decide_again(transaction, numbers)
    nominations.hear_people(transaction, numbers)


def _known(transaction: Transaction, volunteers: Mapping[str, Event | None]) -> None:
    release_for_volunteers(transaction, volunteers)
    nominations.hear_names(transaction, volunteers)


def _merged(transaction: Transaction, merges: Mapping[str, Event | None]) -> None:
    nominations.hear_merged(transaction, merged(transaction, merges))


def _release(collection: str, transaction: Transaction, known: Mapping[str, Event | None]) -> None:
    """Subjects were put right: decide what waited for them, and whose scores count."""
    release_for(transaction, collection, known)
    nominations.hear_near(transaction, known)


def _put_right(transaction: Transaction, consents: Mapping[str, Event | None]) -> None:
    """Consents were put right: those of who is erased go, and benefits are decided on again."""
    forget_erased(transaction, consents)
    entitlements.hear_consents(transaction, consents)
