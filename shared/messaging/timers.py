"""What a worker does every few seconds: left off when its process is to stop, or done at once when there is news."""

from __future__ import annotations

import time
from typing import Any

import eventlet
from eventlet.semaphore import Semaphore
from nameko.timer import Timer


class StoppableTimer(Timer):  # type: ignore[misc]  # nameko has no types
    """nameko's, which waits for its method when it stops; the method is given what says that it is waited for."""

    def handle_timer_tick(self) -> None:
        """Call the method once."""
        self.container.spawn_worker(self, (self.should_stop.ready,), {}, handle_result=self.handle_result)


class NewsTimer(Timer):  # type: ignore[misc]
    """nameko's, whose method is called at once when the relay of this process has added to the service's log.

    Another process's relay wakes that process; what it leaves, because it ends or fails, is found by the interval.

    Args:
        rest: seconds from one call to the next one at least: events that come one by one are worked off together.
    """

    def __init__(self, interval: float, rest: float, **kwargs: Any) -> None:
        super().__init__(interval, **kwargs)
        self.rest = rest
        self.news = Semaphore(0)

    def setup(self) -> None:
        """Be woken by the relay."""
        self.container.config["stores"][self.container.service_name].on_marked = self._wake

    def stop(self) -> None:
        """Finish the call in hand."""
        self.should_stop.send(True)
        self._wake()
        self.gt.wait()

    def _wake(self) -> None:
        if self.news.counter == 0:
            self.news.release()

    def _run(self) -> None:
        while not self.should_stop.ready():
            began = time.monotonic()
            self.handle_timer_tick()
            self.worker_complete.wait()
            self.worker_complete.reset()
            eventlet.sleep(max(0.0, began + self.rest - time.monotonic()))
            self.news.acquire(timeout=self.interval)


timer = StoppableTimer.decorator
on_news = NewsTimer.decorator
