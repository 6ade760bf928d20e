"""One look at a running system.

The order matters to `idle`: first the processes, then the queues, then the outboxes, and of an outbox first what waits
and then the position of the last event sent. See quiet.py.
"""

from __future__ import annotations

from dataclasses import dataclass

from pymongo import MongoClient
from pymongo.errors import PyMongoError

from cli.stack import supervisor
from cli.stack.process import Process
from cli.status import containers
from cli.systems.home import Home
from cli.systems.system import System
from cli.talking.management import Management, ManagementError, Queue
from shared.config import SERVICES, Settings
from shared.messaging import dead_letters
from shared.messaging.topology import DEAD_LETTERS
from shared.store import outbox
from shared.store.client import Document, connect, database_of

PROGRAMS = ("broker", "store", "api", "worker")
"""What must run in a home before anything can be called idle."""


@dataclass(frozen=True)
class Outbox:
    """A service's outbox: how many events wait for the relay, and the position of the last one that it sent."""

    service: str
    pending: int
    head: int


@dataclass(frozen=True)
class Look:
    """What was seen. `problem` says what could not be seen; then the counts of that part are missing."""

    processes: tuple[Process, ...]
    queues: tuple[Queue, ...] = ()
    outboxes: tuple[Outbox, ...] = ()
    dead_letters: int = 0
    programs: tuple[str, ...] = PROGRAMS
    problem: str | None = None

    @property
    def outbox_pending(self) -> int:
        """The events that wait for a relay, of all services."""
        return sum(entry.pending for entry in self.outboxes)


class Observer:
    """Looks at one system, as often as it is asked."""

    def __init__(self, system: System, settings: Settings) -> None:
        self._system, self._settings = system, settings
        self._management = Management(system.broker_management_uri)
        self._store: MongoClient[Document] = connect(settings)

    def look(self) -> Look:
        """One complete look, or as much of it as can be had."""
        programs, processes = self._processes()
        if not processes:
            return Look((), problem="nothing runs")
        try:
            queues = tuple(queue for queue in self._management.queues() if _is_ours(queue.name))
        except ManagementError as error:
            return Look(processes, problem=error.message)
        try:
            outboxes = tuple(self._outbox(service) for service in SERVICES)
            return Look(processes, queues, outboxes, self._dead_letters(queues), programs)
        except PyMongoError as error:
            return Look(processes, queues, problem=f"the store does not answer: {str(error)[:200]}")

    def _processes(self) -> tuple[tuple[str, ...], tuple[Process, ...]]:
        if isinstance(self._system, Home):
            return PROGRAMS, tuple(supervisor.processes(self._system))
        return ("broker", *containers.NAMES), tuple(containers.processes(self._system))

    def _outbox(self, service: str) -> Outbox:
        database = database_of(self._store, self._settings, service)
        waiting = outbox.pending_events(database)
        return Outbox(service, waiting, outbox.head_position(database))

    def _dead_letters(self, queues: tuple[Queue, ...]) -> int:
        kept = (dead_letters.count(database_of(self._store, self._settings, service)) for service in SERVICES)
        return sum(kept) + sum(queue.ready + queue.unacked for queue in queues if queue.name == DEAD_LETTERS)


def _is_ours(queue: str) -> bool:
    return queue == DEAD_LETTERS or queue.partition(".")[0] in SERVICES
