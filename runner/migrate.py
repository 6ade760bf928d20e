"""`python -m runner.migrate`: the databases' shape and the broker's topology, before the processes start."""

from __future__ import annotations

import sys

import structlog

from runner.services import part
from runner.starting import with_settings
from shared.config import Settings, load_settings
from shared.messaging import topology
from shared.observability import logs
from shared.store.client import connect, database_of
from shared.store.logbook import restored as outdate_cursors
from shared.store.migrations import migrate


def run(settings: Settings, *, restored: bool = False) -> None:
    """Bring every service's database and the topology up to date; what is there stays.

    Args:
        restored: whether the databases are a copy of before, so that cursors in their logs count no longer.

    Raises:
        TopologyError: the broker could not make all queues; running it again goes on where it ended.
    """
    with connect(settings) as client:
        for service in settings.services:
            database = database_of(client, settings, service)
            migrate(database, part(service, "migrations").MIGRATIONS)
            if restored:
                outdate_cursors(database)
    topology.declare(settings.broker_uri)


if __name__ == "__main__":
    with with_settings():
        environment = load_settings()
        logs.configure(environment.log_level)
        try:
            run(environment)
        except topology.TopologyError as error:
            structlog.get_logger().critical("not all is migrated", reason=str(error))
            sys.exit(1)
