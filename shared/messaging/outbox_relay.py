"""The relay inside a worker: a nameko dependency that publishes the service's outbox as long as the worker runs."""

from __future__ import annotations

from typing import Any

import eventlet
import pymongo
import structlog
from eventlet.semaphore import Semaphore
from nameko.extensions import DependencyProvider

from shared import clock
from shared.messaging import dead_letters
from shared.messaging.publisher import Publisher, PublishError
from shared.messaging.relay import LostLease, Relay
from shared.observability import metrics
from shared.store.client import is_outage

log = structlog.get_logger()
SHORTEST_PAUSE, LONGEST_PAUSE = 0.015, 0.2
AFTER_FAILURE = 1.0
MARK_WITHIN = 0.2
"""Seconds: as long as a relay looks for nothing at most, so that who asks what is left need wait no longer for it."""
LOOK_EVERY, LOOK_SECONDS = 15, 2


class OutboxRelay(DependencyProvider):  # type: ignore[misc]
    """Wakes at once for what this process commits, and looks for what the api commits.

    It looks again at once after it found something by looking, since where one command came others come, and then less
    and less often, five times a second in the end.

    Args:
        mark_within: as in `Relay`; 0 where somebody waits for what is marked, as readers of feeds do.
    """

    def __init__(self, mark_within: float = MARK_WITHIN) -> None:
        self.mark_within = mark_within

    def setup(self) -> None:
        """Put the parts together; nothing is connected yet."""
        service = self.container.service_name
        self.store = self.container.config["stores"][service]
        self.publisher = Publisher(self.container.config["settings"].broker_uri, service)
        self.relay = Relay(self.store, self.publisher, self.mark_within)
        self.stopping = False
        self.problem: str | None = None
        self.container.config["probes"][f"relay of {service}"] = self.probe
        self.wake = Semaphore(0)
        self.store.on_commit = self._wake_up
        metrics.OUTBOX_AGE.labels(service).set_function(self._age)
        metrics.OUTBOX_COMMITS.labels(service).set_function(lambda: len(self.relay.waiting))

    def start(self) -> None:
        """Begin to publish."""
        self.thread = self.container.spawn_managed_thread(self._run, identifier="relay")
        self.looking = self.container.spawn_managed_thread(self._look, identifier="look")

    def stop(self) -> None:
        """Finish the round in hand, and give the lease back."""
        self.stopping = True
        self.wake.release()
        self.looking.kill()
        with eventlet.Timeout(AFTER_FAILURE * 5, False):
            self.thread.wait()

    def probe(self) -> str | None:
        """What keeps the events from going out, or None; commands are accepted meanwhile, and the outbox grows."""
        return "the broker blocks publishers" if self.publisher.blocked else self.problem

    def get_dependency(self, worker_ctx: Any) -> Relay:
        """The relay, for who wants to look at it."""
        return self.relay

    def _wake_up(self) -> None:
        if self.wake.counter == 0:
            self.wake.release()

    def _age(self) -> float:
        """Seconds; it grows while the broker or the store is away, and a scrape asks neither."""
        waiting = self.relay.waiting
        return max(0.0, (clock.now() - waiting[0]).total_seconds()) if waiting else 0.0

    def _look(self) -> None:
        """Look now and then how many dead letters there are, so that no scrape has to."""
        service = self.store.service
        while True:
            try:
                with pymongo.timeout(LOOK_SECONDS):
                    metrics.DEAD_LETTERS_KEPT.labels(service).set(dead_letters.count(self.store.database))
            except Exception as error:
                log.debug("the dead letters could not be counted", service=service, error=type(error).__name__)
            eventlet.sleep(LOOK_EVERY)

    def _run(self) -> None:
        pause, woken = LONGEST_PAUSE, False
        while not self.stopping:
            if not self._round():
                pause = min(2 * pause, LONGEST_PAUSE)
                self.publisher.keep_alive()
            elif not woken:
                pause = SHORTEST_PAUSE
            woken = not self.relay.behind and self.wake.acquire(timeout=min(pause, self.relay.marks_in))
        self._release()
        self.publisher.drop()

    def _round(self) -> int:
        try:
            published = self.relay.round()
            self.problem = None
            return published
        except Exception as error:
            # Whatever it is, the events stay in the outbox, and the other services of this process go on.
            foreseen = isinstance(error, PublishError | LostLease) or is_outage(error)
            self.problem = f"{type(error).__name__}: {error}"
            if isinstance(error, PublishError):
                metrics.RECONNECTS.labels(self.store.service, "relay").inc()
            log.warning("the relay pauses", service=self.store.service, error=self.problem, exc_info=not foreseen)
        finally:
            metrics.BROKER_BLOCKED.labels(self.store.service).set(self.publisher.blocked)
        eventlet.sleep(AFTER_FAILURE)
        return 0

    def _release(self) -> None:
        try:
            self.relay.release()
        except Exception as error:
            log.info("the lease runs out by itself", service=self.store.service, error=str(error))
