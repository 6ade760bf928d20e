"""The tokens that were revoked, as this process knows them: it reads them again and again, between requests."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from typing import Any

from shared.speaking import names_of
from shared.store import revocations
from shared.store.transaction import Store

EVERY, OLDEST = 2.0, 5.0
"""Seconds after which one request reads them again, and after which none is served by what was read before."""


class Revoked:
    """Those of one service, of whose collections they are."""

    def __init__(self, store: Store) -> None:
        self._database, self._sealer = store.database, store.sealer
        self._tokens: frozenset[str] = frozenset()
        self._holders: Mapping[str, float] = {}
        self._read_at = -float("inf")
        self._reading = threading.Lock()

    def has(self, claims: Mapping[str, Any], source: str, subject: str) -> bool:
        """Whether a token counts no longer: by its number, or since its holder's were revoked after it was made.

        One that does not say when it was made is as old as any.
        """
        self._refresh()
        return claims.get("jti") in self._tokens or (
            bool(self._holders) and claims.get("iat", 0) <= self._until(source, subject)
        )

    def _until(self, source: str, subject: str) -> float:
        """Until when tokens of a holder were made that count no longer."""
        names = names_of(self._sealer, subject)
        return max(self._holders.get(revocations.holder_of(source, name), -float("inf")) for name in names)

    def _refresh(self) -> None:
        age = time.monotonic() - self._read_at
        if age < EVERY:
            return
        is_first = self._reading.acquire(blocking=False)
        try:
            # Who comes too late reads for itself: behind another one it would wait for a store that is away again.
            if is_first or age > OLDEST:
                now = time.monotonic()
                self._tokens = revocations.read(self._database)
                self._holders = revocations.read_holders(self._database)
                self._read_at = now
        finally:
            if is_first:
                self._reading.release()
