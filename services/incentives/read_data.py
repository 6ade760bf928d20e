"""What incentives keeps of others' events, to be made again by a rebuild."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from services.incentives.consents.repository import CONSENTS, forget_erased
from services.incentives.entitlements import usecases as entitlements
from services.incentives.kinds import release_for_volunteers
from services.incentives.people.copy import KNOWN_VOLUNTEERS
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
    volunteers = KNOWN_VOLUNTEERS.read_data(then=release_for_volunteers)
    known = replace(volunteers, types=(*volunteers.types, "volunteer.erased.v1"))
    return [
        *standing.read_data(entitlements.decide_again),
        known,
        CONSENTS.read_data(then=_put_right),
        *students.read_data(),
        *revocations.READ_DATA,
    ]


def _put_right(transaction: Transaction, consents: Mapping[str, Event | None]) -> None:
    """Consents were put right: those of who is erased go, and benefits are decided on again."""
    forget_erased(transaction, consents)
    entitlements.hear_consents(transaction, consents)
