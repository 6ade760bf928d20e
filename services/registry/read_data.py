"""What the registry keeps of others' events, to be made again by a rebuild."""

from __future__ import annotations

from shared.store.read_data import ReadData


def read_data() -> list[ReadData]:
    """Nothing: the registry hears only itself."""
    return []
