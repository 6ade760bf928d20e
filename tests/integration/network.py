"""The five services without their processes, with a real broker and store: a test says who works when."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from kombu.connection import Connection
from pymongo import MongoClient

from cli.stack.stack import Stack
from cli.systems import keys
from runner.services import part
from shared.config import SERVICES, Settings, load_settings
from shared.events.catalogue import heard_by
from shared.events.envelope import Event
from shared.keyring import sealer_of
from shared.messaging import topology
from shared.messaging.publisher import Publisher
from shared.messaging.rebuild import handlers
from shared.messaging.relay import Relay
from shared.messaging.subscription import Delivery
from shared.messaging.topology import queue_of
from shared.store import outbox
from shared.store.client import Document, connect
from shared.store.migrations import migrate
from shared.store.transaction import Store

TO_ITSELF = {"award.unsettled.v1"}
"""What a service tells itself alone."""


@contextmanager
def network_of(stack: Stack, name: str, services: Collection[str] = SERVICES) -> Iterator[Network]:
    """A network for the tests of one file, in a virtual host and databases of this name.

    The databases go with the store: dropping them one by one would take longer than some of the tests.
    """
    stack.management.make_vhost(name, keys.BROKER_USER)
    with mock.patch.dict(os.environ, stack.home.environment(prefix=f"{name}_", vhost=name)):
        settings = load_settings()
    with connect(settings) as client:
        made = Network(settings, client, services)
        yield made
        made.close()
    stack.management.remove_vhost(name)


class Network:
    """Stores, relays and handlers of all services; queues hold what nobody has taken yet."""

    def __init__(self, settings: Settings, client: MongoClient[Document], services: Collection[str] = SERVICES) -> None:
        self.settings, self.client = settings, client
        self.stores = {name: Store(client, settings, name) for name in services}
        for name, store in self.stores.items():
            migrate(store.database, part(name, "migrations").MIGRATIONS)
        topology.declare(settings.broker_uri)
        self._publishers = [Publisher(settings.broker_uri, name) for name in services]
        self._relays = [
            Relay(store, publisher) for store, publisher in zip(self.stores.values(), self._publishers, strict=True)
        ]
        self._handlers = {name: handlers(part(name, "worker").Worker, store) for name, store in self.stores.items()}

    def close(self) -> None:
        """Close what is open."""
        for publisher in self._publishers:
            publisher.drop()

    def use(self, settings: Settings) -> None:
        """Let all go on as processes do that are started with other settings."""
        self.settings = settings
        for name, store in self.stores.items():
            store.settings, store.sealer = settings, sealer_of(settings, name)

    def spread(self, besides: Collection[str] = ()) -> None:
        """Let everything that happened reach everybody, but for some queues."""
        while self.publish() + self.deliver(besides):
            pass

    def publish(self) -> int:
        """Let every relay publish what waits; how many events."""
        return sum(relay.round() for relay in self._relays)

    def deliver(self, besides: Collection[str] = ()) -> int:
        """Let every handler have what lies in its queue, but for some; how many messages."""
        with Connection(self.settings.broker_uri) as connection:
            channel: Any = connection.channel()
            return sum(
                self._handle(channel, service, one.type)
                for service in self.stores
                for one in heard_by(service)
                if queue_of(service, one.type) not in besides
            )

    def told(self, service: str) -> int:
        """How many events a service has told others in all."""
        return len(self.events(service))

    def events(self, service: str) -> list[Event]:
        """They, as they stand in its log; without what a service tells itself alone, to go on with later."""
        commits = self.stores[service].database["outbox"].find().sort([("last", 1)])
        found = (event for commit in commits for event in outbox.events_of(commit))
        return [event for event in found if event.type not in TO_ITSELF]

    def documents(self, service: str, *collections: str, besides: Collection[str] = ()) -> dict[str, Any]:
        """All documents of collections, without some fields."""
        database = self.stores[service].database
        return {
            f"{name} {one['_id']}": {field: value for field, value in one.items() if field not in besides}
            for name in collections
            for one in database[name].find()
        }

    def _handle(self, channel: Any, service: str, event_type: str) -> int:
        messages = []
        while (message := channel.basic_get(queue_of(service, event_type))) is not None:
            messages.append(message)
        if messages:
            self._handlers[service][event_type]([Delivery(None, 0, one.headers, one.body) for one in messages])
            channel.basic_ack(messages[-1].delivery_tag, multiple=True)
        return len(messages)
