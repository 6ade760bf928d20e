"""The handlers of a service take turns inside a process (docs/adr/0009), and those that have time take theirs last."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import eventlet
from eventlet.semaphore import Semaphore

QUIET_SECONDS, LOOK_EVERY = 0.25, 0.05
"""The others are quiet when none of them had anything for so long."""
LONGEST_SECONDS = 30.0
"""So long what has time waits for the others at most."""
Turn = Callable[[], AbstractContextManager[None]]


class Turns:
    """Whose turn it is among the handlers of one service."""

    def __init__(self) -> None:
        self._turn = Semaphore()
        self._wanting = 0
        self._last = time.monotonic()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Inside, no other handler of the service runs in this process."""
        self._wanting += 1
        try:
            with self._turn:
                yield
        finally:
            self._wanting -= 1
            self._last = time.monotonic()

    @contextmanager
    def taken_at_leisure(self) -> Iterator[None]:
        """The same for who has time: others that have time need not wait for it to be quiet."""
        with self._turn:
            yield

    def are_quiet(self) -> bool:
        """Whether nobody has anything to do but who has time."""
        return not self._wanting and time.monotonic() - self._last >= QUIET_SECONDS


class Leisure:
    """When a subscription that has time goes on.

    It waits until the others are quiet, though not for ever: once that took too long it is late, and goes on beside
    them, batch after batch, until it has caught up. So under any load it falls behind by so much and no more.
    """

    def __init__(self, turns: Turns, longest_seconds: float = LONGEST_SECONDS) -> None:
        self._turns, self._longest = turns, longest_seconds
        self.is_late = False

    def wait(self, given_up: Callable[[], bool]) -> None:
        """Until it may go on, or nothing is to be waited for any more."""
        deadline = time.monotonic() + self._longest
        while not (self.is_late or given_up() or self._turns.are_quiet()):
            self.is_late = time.monotonic() >= deadline
            eventlet.sleep(LOOK_EVERY)

    def caught_up(self) -> None:
        """What it took was all that there was."""
        self.is_late = False
