"""What incentives keeps of others' events, to be made again by a rebuild."""

from __future__ import annotations

from dataclasses import replace

from services.incentives.consents.repository import CONSENTS
from services.incentives.kinds import release_for_volunteers
from services.incentives.people.copy import KNOWN_VOLUNTEERS
from services.incentives.standing import rebuilding as standing
from services.incentives.standing.adopted import VERSIONS
from services.incentives.students import usecases as students
from shared.store import revocations
from shared.store.read_data import ReadData

BASIS = (VERSIONS,)
"""What people decided and handlers decide by: a shadow has it from the beginning."""


def read_data() -> list[ReadData]:
    """What the subjects name, in the order in which it is made again."""
    volunteers = KNOWN_VOLUNTEERS.read_data(then=release_for_volunteers)
    known = replace(volunteers, types=(*volunteers.types, "volunteer.erased.v1"))
    return [*standing.read_data(), known, CONSENTS.read_data(), *students.read_data(), *revocations.READ_DATA]
