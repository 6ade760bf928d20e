"""A corner of the broker and of the store for one scenario, so that many can go on side by side."""

from __future__ import annotations

import dataclasses
import itertools
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest import mock

from amqp import Message
from kombu.connection import Connection
from pymongo import MongoClient
from pymongo.database import Database

from cli.stack.stack import Stack
from cli.systems import keys
from runner.services import part
from shared.config import Settings, load_settings
from shared.events.catalogue import CATALOGUE
from shared.events.contract import Contract
from shared.events.envelope import CONTENT_TYPE, PREFIX, Event
from shared.messaging import topology
from shared.messaging.topology import queue_of
from shared.store import outbox
from shared.store.client import connect, database_of
from shared.store.migrations import migrate
from shared.store.transaction import Store, Transaction
from tests.processes import eventually, get

Document = dict[str, Any]
QUEUE = queue_of("hours", "attendance.logged.v1")
REGISTERED = "organisation.registered.v1"
AFTER_KILL = 300.0
"""The store gives up a killed client's open transaction after 60 s; until then its documents refuse other writers. The
rest is for a machine that has much else to do."""
_numbers, _reading = itertools.count(1), threading.Lock()


@dataclass(frozen=True)
class Corner:
    """A virtual host and databases of their own; the processes that work there get `environment`."""

    environment: dict[str, str]
    settings: Settings
    client: MongoClient[Document]

    @property
    def broker_uri(self) -> str:
        """The virtual host's address."""
        return self.settings.broker_uri

    def store(self, service: str) -> Store:
        """A service's store."""
        return Store(self.client, self.settings, service)

    def database(self, service: str) -> Database[Document]:
        """A service's database."""
        return self.store(service).database

    def log_attendance(self, events: Sequence[Event], at_once: int = 20) -> None:
        """Commit events of projects to its outbox, as its api does."""
        store = self.store("projects")
        for start in range(0, len(events), at_once):
            commit(store, events[start : start + at_once])

    def left(self, queue: str = QUEUE) -> int:
        """How many messages a queue has ready."""
        with Connection(self.broker_uri) as connection:
            return int(connection.channel().queue_declare(queue, passive=True).message_count)

    def eventually(self, look: Callable[[], object]) -> None:
        """Wait until `look` gives what is true, as long as a killed client's locks may last.

        The embedded store looks for transactions to be given up only when one has a statement. If all that is left to
        do waits for such locks, there is none but this.
        """
        store = self.store("projects")

        def seen() -> object:
            store.transact(lambda transaction: transaction["relay"].one(outbox.RELAY))
            return look()

        eventually(seen, AFTER_KILL)

    def put(self, *messages: Message, source: str = "projects", type_: str = "attendance.logged.v1") -> None:
        """Publish messages without an outbox, by default those of presences."""
        with Connection(self.broker_uri) as connection:
            channel = connection.channel()
            for message in messages:
                channel.basic_publish(message, exchange=f"{source}.events", routing_key=type_)
            # The broker answers in order: it has taken them all.
            channel.queue_declare(QUEUE, passive=True)


@contextmanager
def corner(stack: Stack, services: tuple[str, ...] = ("projects", "hours")) -> Iterator[Corner]:
    """A corner beside all others, with what the services need whose processes work there."""
    name = f"corner{next(_numbers)}"
    environment = stack.home.environment(prefix=f"{name}_", vhost=name)
    with _reading, mock.patch.dict(os.environ, environment):
        settings = load_settings()
    stack.management.make_vhost(name, keys.BROKER_USER)
    try:
        with connect(settings) as client:
            for service in services:
                migrate(database_of(client, settings, service), part(service, "migrations").MIGRATIONS)
            topology.declare(settings.broker_uri, contracts_of(services))
            # The databases go with the stack: dropping large ones would take longer than many a test.
            yield Corner(environment, settings, client)
    finally:
        stack.management.remove_vhost(name)


def contracts_of(services: tuple[str, ...]) -> list[Contract]:
    """What is told or heard there, with the queues of those who hear it there.

    Half the queues are then the others': no process of the corner reads them, and each takes the broker some
    milliseconds to make and to take away. What none of them hears has all its queues: it is published for others.
    """
    ours = [one for one in CATALOGUE.values() if one.source in services or not set(services).isdisjoint(one.listeners)]
    heard = [(one, tuple(name for name in one.listeners if name in services)) for one in ours]
    return [dataclasses.replace(one, listeners=here or one.listeners) for one, here in heard]


def attendance(number: int | str, **changes: Any) -> Event:
    """A presence at a shift that nobody knows: it is held, by hours."""
    reference = f"a-{number}" if isinstance(number, int) else number
    data = {
        "attendance_ref": reference,
        "shift_ref": "shift-1",
        "volunteer_ref": "v-1",
        "checked_in_at": "2018-02-14T08:00:00+08:00",
        "checked_out_at": "2018-02-14T12:00:00+08:00",
        "method": "qr",
        "recorded_by": None,
        "approved_by": None,
        **changes,
    }
    return Event("attendance.logged.v1", "projects", reference, data)


def organisation(name: str) -> Event:
    """An organisation; of the handlers with an inbox, projects' hears of it."""
    data = {"organisation_ref": name, "name": name, "kind": "service_team", "region_code": "440700", "parent_ref": None}
    return Event(REGISTERED, "registry", name, data)


def message(event: Event, body: bytes | None = None, **headers: str) -> Message:
    """An event as a message, with its body or headers spoiled where a test wants that."""
    changed = {PREFIX + name: value for name, value in headers.items()}
    return Message(
        event.body() if body is None else body,
        application_headers={**event.headers(), **changed},
        content_type=CONTENT_TYPE,
        delivery_mode=2,
    )


def commit(store: Store, events: Sequence[Event]) -> None:
    """One transaction that tells of events."""

    def work(transaction: Transaction) -> None:
        for event in events:
            transaction.publish(event.type, event.subject, event.data)

    store.transact(work)


def told(database: Database[Document]) -> list[str]:
    """The subjects of everything that a service ever told, published or not."""
    return [event.subject for one in database["outbox"].find() for event in outbox.events_of(one)]


def published(database: Database[Document]) -> list[Document]:
    """The log, read from its beginning by positions, which have no gap."""
    pairs = list(outbox.read(database, 0, 1_000_000))
    assert [position for position, _ in pairs] == list(range(1, len(pairs) + 1))
    return [event for _, event in pairs]


def metric(address: str, name: str, **labels: str) -> float:
    """The sum of a metric's samples with these labels, as a process shows it; 0 where it has none."""
    lines = get(f"{address}/metrics").text.splitlines()
    wanted = [f'{label}="{value}"' for label, value in labels.items()]
    found = [
        line for line in lines if line.startswith((f"{name}{{", f"{name} ")) and all(one in line for one in wanted)
    ]
    return sum(float(line.rpartition(" ")[2]) for line in found)


def assert_each_once(corner: Corner, subjects: Sequence[str], dead_letters: int = 0) -> None:
    """Every presence is held, told of and published once; nothing is left in the queue."""
    hours, projects, expected = corner.database("hours"), corner.database("projects"), sorted(subjects)
    corner.eventually(lambda: outbox.pending_events(projects) == 0 and corner.left() == 0)
    corner.eventually(lambda: hours["held"].count_documents({}) >= len(expected))
    corner.eventually(lambda: outbox.pending_events(hours) == 0 and corner.left() == 0)
    assert sorted(one["_id"] for one in hours["held"].find()) == expected
    assert sorted(told(hours)) == expected
    assert sorted(event["subject"] for event in published(hours)) == expected
    # A message that fails is in hand, and so not in the queue, until its letter is written.
    eventually(lambda: hours["dead_letters"].count_documents({}) >= dead_letters)
    assert hours["dead_letters"].count_documents({}) == dead_letters
