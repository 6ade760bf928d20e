"""What the bench counts of the commands to the store, and what a relay asks for a batch (docs/benchmarks.md)."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from pymongo import MongoClient

from shared.config import Settings
from shared.messaging import topology
from shared.messaging.publisher import Publisher
from shared.messaging.relay import Relay
from shared.store.client import Document
from shared.store.transaction import Store, Transaction
from tests.bench.counted import Commands
from tests.integration.conftest import MakeStore
from tests.integration.test_transactions import publish


def test_a_relays_round_is_four_commands(make_store: MakeStore, settings: Settings, vhost: str, tmp_path: Path) -> None:
    """The commits that wait, the position, the marks, and the commit of both; the first round has its lease beside."""
    migrated, commands = make_store("hours"), Commands()
    topology.declare(settings.broker_uri)
    with MongoClient[Document](settings.store_uri, tz_aware=True, event_listeners=[commands]) as client:
        publisher = Publisher(settings.broker_uri, "hours")
        relay = Relay(Store(client, settings, "hours"), publisher)
        migrated.transact(publish)
        assert 1 == relay.round()
        before = Counter(commands.counts)
        for _ in range(3):
            migrated.transact(publish)
        assert 3 == relay.round()
        publisher.drop()
    commands.write(tmp_path / "counts")
    written = json.loads((tmp_path / "counts").read_text())

    name = migrated.database.name
    kinds = ("find outbox", "update relay", "update outbox", "commitTransaction relay")
    assert {f"{name} {kind}": 1 for kind in kinds} == commands.counts - before
    assert commands.counts == written["counts"]
    assert written["bytes"].keys() == written["seconds"].keys() == commands.counts.keys()
    assert all(seconds > 0 for seconds in written["seconds"].values())


def test_a_bulk_is_counted_by_its_collections(make_store: MakeStore, settings: Settings) -> None:
    """As one command of the service's own database."""
    migrated, commands = make_store("hours"), Commands()

    def work(transaction: Transaction) -> None:
        transaction["rejected"].insert([{"_id": "a-1"}])
        transaction.access_log.insert([{"_id": "line"}])
        publish(transaction)

    with MongoClient[Document](settings.store_uri, tz_aware=True, event_listeners=[commands]) as client:
        client.admin.command("ping")
        Store(client, settings, "hours").transact(work)
    name = migrated.database.name
    kinds = (f"{name} bulkWrite access_log, outbox, rejected", f"{name} commitTransaction")
    assert dict.fromkeys(kinds, 1).items() <= commands.counts.items()
