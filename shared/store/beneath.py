"""Which organisations lie below those that tokens name, as a process remembers it for a few seconds (docs/adr/0063)."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

KEPT_SECONDS = 5.0
"""An organisation that was moved away is out of reach after so long at the latest."""
Named = frozenset[str]


class Beneath:
    """By the organisations that are named; `clock` counts seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._known: dict[Named, tuple[float, Named]] = {}
        self._forgotten_at = clock()
        self._lock = threading.Lock()

    def of(self, organisations: Named) -> Named | None:
        """Those below, as somebody looked them up a moment ago; None where nobody did."""
        known = self._known.get(organisations)
        return known[1] if known and self._is_fresh(known[0]) else None

    def look(self, organisations: Named, below: Callable[[], Named]) -> Named:
        """Look them up, and remember them."""
        asked_at = self._clock()
        found = below()
        with self._lock:
            if asked_at >= self._forgotten_at:
                kept = {named: one for named, one in self._known.items() if self._is_fresh(one[0])}
                self._known = {**kept, organisations: (asked_at, found)}
        return found

    def forget(self) -> None:
        """The tree is another now: what is being looked up meanwhile is not remembered either."""
        with self._lock:
            self._known, self._forgotten_at = {}, self._clock()

    def _is_fresh(self, asked_at: float) -> bool:
        return self._clock() - asked_at < KEPT_SECONDS
