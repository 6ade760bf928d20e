"""The tokens that were revoked, as this process knows them: it reads them again and again, between requests."""

from __future__ import annotations

import threading
import time

from shared.store import revocations
from shared.store.transaction import Store

EVERY, OLDEST = 2.0, 5.0
"""Seconds after which one request reads them again, and after which none is served by what was read before."""


class Revoked:
    """Those of one service, of whose collection they are."""

    def __init__(self, store: Store) -> None:
        self._database = store.database
        self._known: frozenset[str] = frozenset()
        self._read_at = -float("inf")
        self._reading = threading.Lock()

    def has(self, jti: str | None) -> bool:
        """Whether a token of this number counts no longer."""
        self._refresh()
        return jti in self._known

    def _refresh(self) -> None:
        age = time.monotonic() - self._read_at
        if age < EVERY:
            return
        is_first = self._reading.acquire(blocking=False)
        try:
            # Who comes too late reads for itself: behind another one it would wait for a store that is away again.
            if is_first or age > OLDEST:
                now = time.monotonic()
                self._known, self._read_at = revocations.read(self._database), now
        finally:
            if is_first:
                self._reading.release()
