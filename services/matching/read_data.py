"""What matching keeps of others' events, to be made again by a rebuild."""

from __future__ import annotations

from services.matching.facts import usecases as facts
from shared.store import revocations
from shared.store.read_data import ReadData


def read_data() -> list[ReadData]:
    """What the subjects name, in the order in which it is made again. Rosters are matching's own."""
    return [*facts.read_data(), *revocations.READ_DATA]
