"""The handlers of a service take turns inside a process (docs/adr/0009), and those that have time take theirs last."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import eventlet
from eventlet.semaphore import Semaphore

QUIET_SECONDS, LOOK_EVERY = 0.25, 0.05
"""The others are quiet when none of them had anything for so long, and what has time has come when no more did."""
LONGEST_SECONDS = 30.0
"""So long what has time waits for the others at most."""
FEW, FEWEST, LONGEST_TURN = 50, 10, 0.1
"""What has time takes few at first, and then as many as it does in so many seconds: whoever comes meanwhile waits.

While nobody comes it takes more and more of what a rush left: the store's part of a turn is much the same for ten as
for five hundred, and on a slow machine that part alone is longer than those seconds.
"""
RESTS, MUCH_TOO_LATE = 3, 60.0
"""Who is late leaves the others so many times as long as it took, and for more than so many seconds just as long."""


class Rush:
    """What the handlers of a process have to do for which somebody waits, of whatever service: they share its time.

    Attributes:
        at_leisure: held by who has time, one at a time.
    """

    def __init__(self) -> None:
        self._wanting = 0
        self._last = time.monotonic()
        self._turn_ended = self._turn_took = 0.0
        self.at_leisure = Semaphore()

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

    def took(self, seconds: float) -> None:
        """Who has time had a turn that took so long."""
        self._turn_ended, self._turn_took = time.monotonic(), seconds

    def is_rested(self, times: float) -> bool:
        """Whether the others had so many times as long for themselves since."""
        return time.monotonic() - self._turn_ended >= times * self._turn_took


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
        with self.rush.at_leisure, self._turn:
            begun = time.monotonic()
            yield
            self.rush.took(time.monotonic() - begun)


class Leisure:
    """When a subscription that has time goes on, and with how many messages at once.

    It waits until the others are quiet, and until no more comes or a whole batch is there: the more it takes at once,
    the less each costs, as long as nobody waits too long for its end. But not for ever: once that took too long it is
    late, and goes on beside them, batch after batch, until it has caught up. Between two batches it leaves them three
    times as long as it took, and after a minute as long: so under any load it falls behind by so much and no more.
    Beside others its batches are short; those that it takes alone grow, until somebody comes.

    Args:
        most: messages of a batch.

    Attributes:
        late_since: when it became late; None while it is not.
    """

    def __init__(self, turns: Turns, most: int, longest_seconds: float = LONGEST_SECONDS) -> None:
        self._turns, self._most, self._longest = turns, most, longest_seconds
        self._last = -QUIET_SECONDS
        self._beside = self._alone = min(FEW, most)
        self.late_since: float | None = None

    @property
    def batch(self) -> int:
        """How many the next one has at most."""
        return self._alone if self._turns.rush.is_over() else self._beside

    @property
    def is_late(self) -> bool:
        """Whether it goes on beside the others."""
        return self.late_since is not None

    def came(self) -> None:
        """Something came for it."""
        self._last = time.monotonic()

    @contextmanager
    def taken(self, messages: int) -> Iterator[None]:
        """Inside it is its turn, with so many messages; how long that takes says how many the next ones may be."""
        is_over = self._turns.rush.is_over
        with self._turns.taken_at_leisure():
            begun, began_alone = time.monotonic(), is_over()
            yield
            seconds = time.monotonic() - begun
        if not (began_alone and is_over()):
            self._alone = min(FEW, self._most)
            self._beside = self._after(self._beside, messages, seconds)
        elif messages >= self._alone:
            self._alone = min(self._most, 2 * self._alone)

    def wait(self, given_up: Callable[[], bool], is_whole: Callable[[], bool]) -> None:
        """Until it may go on, or nothing is to be waited for any more.

        Args:
            is_whole: whether a whole batch is there.
        """
        deadline, is_over = time.monotonic() + self._longest, self._turns.rush.is_over
        while not (
            self._may_go_on_beside_others()
            or given_up()
            or (is_over() and (self.is_late or self._has_all() or is_whole()))
        ):
            if not self.is_late and time.monotonic() >= deadline:
                self.late_since = time.monotonic()
            eventlet.sleep(LOOK_EVERY)

    def caught_up(self) -> None:
        """What it took was all that there was."""
        self.late_since = None

    def _may_go_on_beside_others(self) -> bool:
        if self.late_since is None:
            return False
        is_much_too_late = time.monotonic() - self.late_since > MUCH_TOO_LATE
        return self._turns.rush.is_rested(1 if is_much_too_late else RESTS)

    def _after(self, batch: int, messages: int, seconds: float) -> int:
        if seconds > LONGEST_TURN:
            return max(FEWEST, batch // 2)
        return min(self._most, 2 * batch) if messages >= batch and seconds < LONGEST_TURN / 2 else batch

    def _has_all(self) -> bool:
        return time.monotonic() - self._last >= QUIET_SECONDS
