"""Who is measured: each a process of its own that has connected to its corner of the arena before any clock starts."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from pymongo import MongoClient

from cli.terminal.errors import CommandError
from shared.events.envelope import Event
from shared.messaging.publisher import Publisher
from tests import processes
from tests.bench import season, work
from tests.bench.arena import Arena
from tests.bench.output import Output

FEED_AT_ONCE, START_SECONDS = 2_000, 90
NAMEKO_QUEUE = f"evt-{work.SOURCE}-{work.TYPE}--hours.record"
COMPETITORS = {
    "nameko": ("tests.bench.plain_nameko", NAMEKO_QUEUE),
    "faststream": ("tests.bench.faststream_app", work.QUEUE),
    "floor": ("tests.bench.floor", work.QUEUE),
}


@dataclass(frozen=True)
class Contestant:
    """A process that turns presences into credited hours.

    Attributes:
        is_at_rest: whether it has done, too, what it does later on because of them.
    """

    name: str
    pid: int
    broker_uri: str
    output: Output
    is_at_rest: Callable[[], bool] = lambda: True

    def feed(self, presences: Sequence[Event]) -> None:
        """Put presences into its queue; the broker has confirmed them."""
        publish(self.broker_uri, presences)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Inside, the process stands still, with all its connections."""
        os.kill(self.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self.pid, signal.SIGCONT)


def publish(broker_uri: str, events: Sequence[Event]) -> None:
    """Publish events of one source."""
    publisher = Publisher(broker_uri, events[0].source)
    for start in range(0, len(events), FEED_AT_ONCE):
        publisher.publish(events[start : start + FEED_AT_ONCE])
    publisher.drop()


@contextmanager
def competitor(arena: Arena, name: str) -> Iterator[Contestant]:
    """One of the competitors, consuming; its volunteers have their totals as Kapok's have."""
    module, queue = COMPETITORS[name]
    environment = arena.corner(name)
    output = Output(environment["KAPOK_BROKER_URI"])
    with MongoClient[dict[str, Any]](environment["KAPOK_STORE_URI"]) as client:
        totals = [{"_id": f"v-{one:06d}", "minutes": 0, "entries": 0} for one in range(season.VOLUNTEERS)]
        client[f"{environment['KAPOK_DATABASE_PREFIX']}hours"]["totals"].insert_many(totals)
    started = processes.start(module, environment, "hours")
    try:
        processes.eventually(lambda: started.poll() is not None or output.consumers_of(queue), START_SECONDS)
        if started.poll() is not None:
            raise CommandError(f"{name} ended with {started.returncode}")
        yield Contestant(name, started.pid, environment["KAPOK_BROKER_URI"], output)
    finally:
        processes.end(started)
        output.close()
