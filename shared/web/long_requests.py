"""Requests that take long: exports, whole lists, rosters. Few at once for each caller, and few together in a process.

Each holds one of the process's threads until its answer is sent; the others are left to all else.
"""

from __future__ import annotations

import threading
import weakref
from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager

from flask import Response, current_app, g

from shared.web.problems import Problem
from shared.web.rates import too_many

MOST_TOGETHER = 4
"""In a process, of one service: its threads serve all the others meanwhile (runner/server.py)."""
PAUSE_SECONDS = 2


class LongRequests:
    """Those that are in hand, by caller.

    Args:
        most: of one caller at once.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._in_hand: Counter[Hashable] = Counter()
        self._lock = threading.RLock()  # an answer may be found to be gone at any moment, in here too

    def begin(self, caller: Hashable) -> None:
        """One more, which has to be ended.

        Raises:
            Problem: 429 when the caller has too many, 503 when all have.
        """
        with self._lock:
            if self._in_hand[caller] >= self._most:
                raise too_many("the caller has too many exports or rosters in hand; send it again later", PAUSE_SECONDS)
            if self._in_hand.total() >= MOST_TOGETHER:
                raise Problem(
                    503,
                    "too many exports or rosters are in hand; send it again later",
                    headers={"Retry-After": str(PAUSE_SECONDS)},
                )
            self._in_hand[caller] += 1

    def end(self, caller: Hashable) -> None:
        """It is answered."""
        with self._lock:
            self._in_hand[caller] -= 1
            self._in_hand += Counter()


@contextmanager
def one() -> Iterator[None]:
    """What takes long before there is an answer.

    Raises:
        Problem: too many are in hand.
    """
    requests: LongRequests = current_app.extensions["kapok"].long_requests
    requests.begin(g.caller.key)
    try:
        yield
    finally:
        requests.end(g.caller.key)


def streamed(answer: Callable[[], Response]) -> Response:
    """An answer that is made while it is sent.

    Raises:
        Problem: too many are in hand.
    """
    requests: LongRequests = current_app.extensions["kapok"].long_requests
    requests.begin(g.caller.key)
    try:
        response = answer()
    except BaseException:
        requests.end(g.caller.key)
        raise
    # Once, when it is closed; or when it is gone, since what answers HEAD is never closed.
    response.call_on_close(weakref.finalize(response, requests.end, g.caller.key))
    return response
