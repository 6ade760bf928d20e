"""Stopping under load, twenty times: in time, with exit code 0, nothing lost and nothing twice."""

from __future__ import annotations

import itertools
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from tests import processes
from tests.faults.corner import AFTER_KILL, Corner, assert_each_once, attendance, metric
from tests.processes import eventually

STOPS, SIDE_BY_SIDE = 20, 2
WITHIN_SECONDS = 10.0
AT_ONCE, BACKLOG = 250, 1_000
CONSUMED = "messaging_client_consumed_messages_total"


def test_sigterm_under_load_twenty_times(corner: Corner) -> None:
    """Workers come and go, two at a time, each stopped in the middle of its work."""
    load = _Load(corner)
    with processes.worker(corner.environment, "projects"):
        load.start()
        try:
            with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
                seconds = list(pool.map(_stop_at_work, [corner] * STOPS))
        finally:
            load.end()
        with processes.worker(corner.environment, "hours"):
            assert_each_once(corner, load.subjects)
    assert max(seconds) < WITHIN_SECONDS
    assert corner.left() == 0


class _Load(threading.Thread):
    """Presences that are logged as long as the test goes on, so that there is always something to do."""

    def __init__(self, corner: Corner) -> None:
        super().__init__(daemon=True)
        self.subjects: list[str] = []
        self._corner, self._over = corner, threading.Event()

    def run(self) -> None:
        numbers = itertools.count()
        while not self._over.is_set():
            if self._corner.left() < BACKLOG:
                events = [attendance(number) for number in itertools.islice(numbers, AT_ONCE)]
                self._corner.log_attendance(events, AT_ONCE)
                self.subjects += [event.subject for event in events]
            self._over.wait(0.05)

    def end(self) -> None:
        self._over.set()
        self.join()


def _stop_at_work(corner: Corner) -> float:
    """How long a worker takes to stop while it handles messages."""
    with processes.worker(corner.environment, "hours") as running:
        # A worker that was stopped in a transaction may have left its documents locked.
        eventually(lambda: metric(running.ops_address, CONSUMED, service="hours") > 0, AFTER_KILL)
        started = time.monotonic()
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(WITHIN_SECONDS * 2) == 0
        return time.monotonic() - started
