"""Kapok's hours hop as a contestant: the real worker of the service, which has heard of its volunteers and shifts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import httpx
from kombu.connection import Connection
from prometheus_client.parser import text_string_to_metric_families
from pymongo.database import Database

from shared.crypto import Sealer
from shared.events.catalogue import CATALOGUE
from shared.keyring import sealer_of
from shared.messaging.topology import queue_of
from shared.store.client import connect, database_of
from tests import processes
from tests.bench import season
from tests.bench.arena import Arena, settings_of
from tests.bench.contestants import Contestant, publish
from tests.bench.output import Output

LEARNING_SECONDS = 180.0


@contextmanager
def entered(arena: Arena, name: str, presences: int) -> Iterator[tuple[Contestant, Database[dict[str, Any]]]]:
    """The worker, ready for so many presences, and its database."""
    environment = {**arena.corner(name), "KAPOK_SERVICES": "hours", "KAPOK_LOG_LEVEL": "WARNING"}
    if name == "unsealed":
        environment |= {"KAPOK_LEDGER_KEYS": "", "KAPOK_LOG_LEVEL": "CRITICAL"}
    settings = settings_of(environment)
    processes.migrate(environment)
    _remove_other_listeners(settings.broker_uri)
    output = Output(settings.broker_uri)
    with connect(settings) as client, processes.worker(environment, "hours") as running:
        processes.eventually(lambda: httpx.get(f"{running.ops_address}/readyz").is_success, LEARNING_SECONDS)
        database = database_of(client, settings, "hours")
        _teach(settings.broker_uri, sealer_of(settings, "registry"), database, presences)
        try:
            at_rest = partial(_has_counted, running.ops_address)
            yield Contestant(name, running.process.pid, settings.broker_uri, output, at_rest), database
        finally:
            output.close()


def _has_counted(ops_address: str) -> bool:
    """Whether the worker has heard, for its figures, all the credited hours that it has told."""
    page = httpx.get(f"{ops_address}/metrics").text
    samples = [one for family in text_string_to_metric_families(page) for one in family.samples]
    told, heard = (
        sum(one.value for one in samples if one.name == name and one.labels["type"] == "hours.credited.v1")
        for name in ("messaging_client_sent_messages_total", "messaging_client_consumed_messages_total")
    )
    return heard >= told


def _remove_other_listeners(broker_uri: str) -> None:
    """Everybody's events go into one queue, the bench's: the queues of services that do not run are not measured."""
    with Connection(broker_uri) as connection:
        for contract in CATALOGUE.values():
            for listener in set(contract.listeners) - {"hours"}:
                connection.channel().queue_delete(queue_of(listener, contract.type))


def _teach(broker_uri: str, sealer: Sealer, database: Database[dict[str, Any]], presences: int) -> None:
    volunteers, shifts = season.volunteers(sealer, presences), season.shifts(presences)
    publish(broker_uri, volunteers)
    publish(broker_uri, shifts)

    def knows_all() -> bool:
        return database["volunteers"].estimated_document_count() >= len(volunteers) and database[
            "shifts"
        ].estimated_document_count() >= len(shifts)

    processes.eventually(knows_all, LEARNING_SECONDS)
