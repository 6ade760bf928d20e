"""The handlers of a service take turns inside a process (docs/adr/0009), and those that have time take theirs last."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import eventlet
from eventlet.semaphore import Semaphore

QUIET_SECONDS, LOOK_EVERY = 0.25, 0.05
"""The others are quiet when none of them had anything for so long, and what has time has come when no more did."""
LONGEST_SECONDS = 30.0
"""So long what has time waits for the others at most."""
Turn = Callable[[], AbstractContextManager[None]]


class Rush:
    """What the handlers of a process have to do for which somebody waits, of whatever service: they share its time."""

    def __init__(self) -> None:
        self._wanting = 0
        self._last = time.monotonic()

    @contextmanager
    def wanting(self) -> Iterator[None]:
        """Inside, there is something to do."""
        self._wanting += 1
        try:
            yield
        finally:
            self._wanting -= 1
            self._last = time.monotonic()

    def is_over(self) -> bool:
        """Whether nobody has anything to do but who has time."""
        return not self._wanting and time.monotonic() - self._last >= QUIET_SECONDS


class Turns:
    """Whose turn it is among the handlers of one service.

    Args:
        rush: of all services of the process.
    """

    def __init__(self, rush: Rush | None = None) -> None:
        self.rush = rush or Rush()
        self._turn = Semaphore()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Inside, no other handler of the service runs in this process."""
        with self.rush.wanting(), self._turn:
            yield

    @contextmanager
    def taken_at_leisure(self) -> Iterator[None]:
        """The same for who has time: others that have time need not wait for it to be quiet."""
        with self._turn:
            yield


class Leisure:
    """When a subscription that has time goes on.

    It waits until the others are quiet, and until no more comes or a whole batch is there: the more it takes at once,
    the less each costs. But not for ever: once that took too long it is late, and goes on beside them, batch after
    batch, until it has caught up. So under any load it falls behind by so much and no more.
    """

    def __init__(self, turns: Turns, longest_seconds: float = LONGEST_SECONDS) -> None:
        self._rush, self._longest = turns.rush, longest_seconds
        self._last = -QUIET_SECONDS
        self.is_late = False

    def came(self) -> None:
        """Something came for it."""
        self._last = time.monotonic()

    def wait(self, given_up: Callable[[], bool], is_whole: Callable[[], bool]) -> None:
        """Until it may go on, or nothing is to be waited for any more.

        Args:
            is_whole: whether a whole batch is there.
        """
        deadline = time.monotonic() + self._longest
        while not (self.is_late or given_up() or (self._rush.is_over() and (self._has_all() or is_whole()))):
            self.is_late = time.monotonic() >= deadline
            eventlet.sleep(LOOK_EVERY)

    def caught_up(self) -> None:
        """What it took was all that there was."""
        self.is_late = False

    def _has_all(self) -> bool:
        return time.monotonic() - self._last >= QUIET_SECONDS
