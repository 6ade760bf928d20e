"""`python -m runner.worker`: the nameko services named in KAPOK_SERVICES, in one process."""

# ruff: noqa: E402
from __future__ import annotations

import eventlet

eventlet.monkey_patch()

import gc
import logging
import signal
from typing import Any

import structlog
from eventlet.semaphore import Semaphore
from eventlet.support import greendns
from nameko.runners import ServiceRunner
from pymongo import MongoClient

from runner import ops
from runner.services import part
from runner.starting import with_settings
from shared.config import Settings, load_settings
from shared.messaging.shared_connection import SharedConnection
from shared.messaging.turns import Rush, Turns
from shared.observability import logs, tracing
from shared.store.client import Document, connect, store_probe
from shared.store.transaction import Store

log = structlog.get_logger()
# eventlet would keep an address for as long as the name server allows, 10 minutes in Docker's networks: where broker or
# store moved to is asked with each new connection.
greendns.resolver._resolver.cache = None  # noqa: SLF001
MOST_WORKERS = 50
STOP_SECONDS = 7
"""With what tracing hands over afterwards, a worker is gone within 10 s of its SIGTERM."""


def make_runner(settings: Settings, client: MongoClient[Document]) -> ServiceRunner:
    """A runner with every service's container; nothing is started yet."""
    stores = {name: Store(client, settings, name) for name in settings.services}
    probes: dict[str, ops.Probe] = {"store": store_probe(client)}
    rush = Rush()
    turns = {name: Turns(rush) for name in settings.services}
    parts = {
        "settings": settings,
        "stores": stores,
        "probes": probes,
        "turns": turns,
        "connection": SharedConnection(settings.broker_uri),
    }
    runner = ServiceRunner({**parts, "max_workers": MOST_WORKERS})
    for name in settings.services:
        runner.add_service(part(name, "worker").Worker)
    return runner


def main() -> None:
    """Run until SIGTERM or SIGINT, then finish what is in hand."""
    settings = load_settings()
    logs.configure(settings.log_level)
    tracing.start("worker", settings.traces_folder)
    logging.getLogger("nameko").setLevel(logging.ERROR)
    client = connect(settings)
    runner = make_runner(settings, client)
    gc.collect()
    gc.freeze()  # what was loaded stays for good

    stop_asked = Semaphore(0)

    def stop(*_: Any) -> None:
        eventlet.spawn_n(stop_asked.release)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    ops.serve(settings.http_host, settings.ops_port, runner.config["probes"])
    runner.start()
    log.info("worker runs", services=settings.services)
    # Only what has started can be stopped: a signal that came before waits until here.
    eventlet.spawn_n(_stop_when, stop_asked, runner)
    runner.wait()
    tracing.stop()
    log.info("worker stopped")


def _stop_when(asked: Semaphore, runner: ServiceRunner) -> None:
    asked.acquire()
    _stop(runner)


def _stop(runner: ServiceRunner) -> None:
    with eventlet.Timeout(STOP_SECONDS, False):
        runner.stop()
        return
    log.warning("stopping took too long; what was in hand will be delivered again")
    runner.kill()


if __name__ == "__main__":
    with with_settings():
        main()
