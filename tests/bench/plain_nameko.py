"""`python -m tests.bench.plain_nameko`: nameko as its documentation has it; for each event insert, update, dispatch."""

# ruff: noqa: E402
from __future__ import annotations

import eventlet

eventlet.monkey_patch()

import os
import signal
from typing import Any

from nameko.events import EventDispatcher, EventHandler
from nameko.extensions import DependencyProvider
from nameko.runners import ServiceRunner
from pymongo import MongoClient
from pymongo.database import Database

from tests.bench import work


class QuorumHandler(EventHandler):
    """nameko's own handler on a queue of the type that all others use; it has no option for that."""

    def setup(self) -> None:
        """As nameko, and the type."""
        super().setup()
        self.queue.queue_arguments = {"x-queue-type": "quorum"}


class Ledger(DependencyProvider):
    """The database."""

    def setup(self) -> None:
        """Connect."""
        client: MongoClient[dict[str, Any]] = MongoClient(os.environ["KAPOK_STORE_URI"], w="majority", journal=True)
        self.database = client[f"{os.environ['KAPOK_DATABASE_PREFIX']}hours"]

    def get_dependency(self, worker_ctx: Any) -> Database[dict[str, Any]]:
        """What the service works with."""
        return self.database


class Service:
    """Credits presences."""

    name = "hours"
    database = Ledger()
    dispatch = EventDispatcher()

    @QuorumHandler.decorator(work.SOURCE, work.TYPE)
    def record(self, facts: dict[str, Any]) -> None:
        """One presence."""
        entry = work.entry_of(facts)
        self.database["ledger"].insert_one(entry)
        self.database["totals"].update_one({"_id": entry["volunteer"]}, work.change_of(entry))
        self.dispatch(work.CREDITED, work.event_of(entry))


def main() -> None:
    """Run until SIGTERM."""
    runner = ServiceRunner({"AMQP_URI": os.environ["KAPOK_BROKER_URI"]})
    runner.add_service(Service)
    signal.signal(signal.SIGTERM, lambda *_: eventlet.spawn_n(runner.kill))
    runner.start()
    runner.wait()


if __name__ == "__main__":
    main()
