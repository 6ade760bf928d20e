"""What incentives keeps of others' events, to be made again by a rebuild."""

from __future__ import annotations

from services.incentives.consents.repository import CONSENTS
from services.incentives.standing import rebuilding as standing
from services.incentives.students import usecases as students
from shared.store import revocations
from shared.store.read_data import ReadData


def read_data() -> list[ReadData]:
    """What the subjects name, in the order in which it is made again."""
    return [*standing.read_data(), CONSENTS.read_data(), *students.read_data(), *revocations.READ_DATA]
