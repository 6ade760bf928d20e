"""What a worker does every few seconds, and leaves off when its process is to stop."""

from __future__ import annotations

from nameko.timer import Timer


class StoppableTimer(Timer):  # type: ignore[misc]  # nameko has no types
    """nameko's, which waits for its method when it stops; the method is given what says that it is waited for."""

    def handle_timer_tick(self) -> None:
        """Call the method once."""
        self.container.spawn_worker(self, (self.should_stop.ready,), {}, handle_result=self.handle_result)


timer = StoppableTimer.decorator
