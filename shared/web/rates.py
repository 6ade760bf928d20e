"""How often one caller may ask: a bucket of requests for each subject of each source, which fills again all the time.

It lies in the memory of a process, for one service: no request costs the store anything, and who asks several
processes may ask each of them as often.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Hashable

from shared.web.problems import Problem

FULL_SECONDS = 10.0
"""A bucket holds what comes in so long. No source, it is ours: who asks for much at once rests afterwards."""
ROUNDING = 1e-6
"""Seconds by which sums of fractions may be off."""
MOST_KNOWN = 10_000
"""Callers, of whom those are forgotten whose buckets are full."""


class Rates:
    """The buckets of all callers.

    Args:
        each_second: requests that come into a bucket in a second.
        now: seconds of a clock that never goes back.
    """

    def __init__(self, each_second: float, now: Callable[[], float] = time.monotonic) -> None:
        self._each, self._now = 1 / each_second, now
        self._full_at: dict[Hashable, float] = {}
        self._lock = threading.Lock()

    def take(self, caller: Hashable) -> None:
        """Take one request out of a caller's bucket.

        Raises:
            Problem: 429, it is empty.
        """
        with self._lock:
            now = self._now()
            full_at = max(self._full_at.get(caller, now), now) + self._each
            missing = full_at - now - FULL_SECONDS
            if missing < ROUNDING:
                self._full_at[caller] = full_at
                self._forget(now)
                return
        raise too_many("the caller asks too often; send it again later", math.ceil(missing))

    def _forget(self, now: float) -> None:
        if len(self._full_at) > MOST_KNOWN:
            self._full_at = {caller: full_at for caller, full_at in self._full_at.items() if full_at > now}


def too_many(detail: str, seconds: int) -> Problem:
    """429, and after how many seconds to ask again."""
    return Problem(429, detail, headers={"Retry-After": str(max(1, seconds))}, check="too_many")
