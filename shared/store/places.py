"""Where documents lie that never lie elsewhere, as a process remembers it (docs/adr/0062)."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import islice

from shared.store.client import Document

MOST = 50_000
"""Documents of a collection; each takes some 200 bytes. Beyond, those are forgotten that were learned first."""


class Places:
    """By collection and id. What is said of a place is one object for all that lie there, and not to be changed."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._lying: defaultdict[str, dict[str, Document]] = defaultdict(dict)
        self._said: dict[tuple[object, ...], Document] = {}
        self._lock = threading.Lock()

    def of(self, collection: str, ids: Iterable[str]) -> dict[str, Document]:
        """Those that are remembered, with what is said of their places."""
        lying = self._lying[collection]
        return {one: place for one in ids if (place := lying.get(one)) is not None}

    def add(self, collection: str, places: Mapping[str, Document]) -> None:
        """Remember some."""
        with self._lock:
            lying = self._lying[collection]
            for one, place in places.items():
                lying[one] = self._said.setdefault(tuple(place.items()), place)
            # Not a slice of a list of all: that takes as long as fifty thousand names are many, for each request.
            for one in list(islice(lying, max(0, len(lying) - self._most))):
                del lying[one]
