"""What the registry keeps of others' events, to be made again by a rebuild."""

from __future__ import annotations

from services.registry.consents.usecases import KNOWN_PARTNERS
from shared.store.read_data import ReadData


def read_data() -> list[ReadData]:
    """The partners that may receive."""
    return [KNOWN_PARTNERS.read_data()]
