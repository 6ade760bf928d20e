"""What a service's own credentials allow at broker and store, and what they do not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from amqp.exceptions import AccessRefused, NotAllowed
from kombu.connection import Connection
from pymongo import MongoClient
from pymongo.errors import OperationFailure

from cli.operating.provisioning import make_store_user
from cli.stack.stack import Stack
from cli.talking.management import Management
from runner.services import part
from shared.config import SERVICES
from shared.messaging import topology
from shared.store.migrations import migrate
from tests import processes
from tests.integration import stores
from tests.processes import eventually

PASSWORD = "for-this-test-only"
Refused = Callable[[Any], object]


@pytest.fixture
def broker_of(stack: Stack, vhost: str, broker_uri: str) -> Callable[[str], str]:
    """The broker's address for a service's own user, in a virtual host with all queues."""
    topology.declare(broker_uri)
    for service in SERVICES:
        stack.management.make_user(service, PASSWORD)
    stack.management.apply_permissions(vhost)
    return lambda service: f"amqp://{service}:{PASSWORD}@127.0.0.1:{stack.home.ports['broker']}/{vhost}"


@pytest.fixture(scope="module")
def guarded_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A store that asks for passwords, with a user for each service and an administrator; its port."""
    folder = tmp_path_factory.mktemp("guarded") / "data"
    with stores.store(folder) as port, MongoClient[dict[str, Any]](stores.uri(port)) as client:
        client.admin.command({"createUser": "root", "pwd": PASSWORD, "roles": ["root"]})
        for service in SERVICES:
            make_store_user(client, service, PASSWORD, f"kapok_{service}")
    with stores.store(folder, "--auth", client={"username": "root", "password": PASSWORD}) as port:
        yield port


@pytest.fixture
def store_of(guarded_store: int) -> Callable[[str], str]:
    """The store's address for a user."""
    return lambda user: stores.uri(guarded_store, f"{user}:{PASSWORD}@", "&authSource=admin")


@pytest.mark.parametrize(
    "attempt",
    [
        lambda channel: channel.basic_publish_confirm(_message(), "projects.events", "attendance.logged.v1"),
        lambda channel: channel.basic_publish_confirm(_message(), "", "incentives.hours.credited.v1"),
        lambda channel: channel.basic_get("incentives.hours.credited.v1"),
        lambda channel: channel.basic_consume("matching.hours.credited.v1"),
        lambda channel: channel.queue_purge("matching.hours.credited.v1"),
        lambda channel: channel.queue_bind("hours.volunteer.changed.v1", "incentives.events", "points.changed.v1"),
        lambda channel: channel.queue_bind("hours.volunteer.changed.v1", "registry.events", "consent.given.v1"),
        lambda channel: channel.queue_bind("hours.volunteer.changed.v1", "registry.events", "#"),
        lambda channel: channel.basic_publish_confirm(_message(), "hours.events", "attendance.logged.v1"),
        lambda channel: channel.exchange_declare("projects.events", "topic", durable=True, auto_delete=False),
        lambda channel: channel.exchange_delete("projects.events"),
        lambda channel: channel.queue_declare("spy"),
        lambda channel: channel.basic_get("kapok.dead-letters"),
    ],
    ids=[
        "publish as another",
        "send to a queue past the exchanges",
        "take from another's queue",
        "consume another's queue",
        "empty another's queue",
        "hear what it does not subscribe to",
        "hear another type of whom it hears",
        "hear everything of whom it hears",
        "tell what is another's to tell",
        "declare another's exchange",
        "delete another's exchange",
        "make a queue of another name",
        "read the dead letters of all",
    ],
)
def test_the_broker_refuses_what_is_not_ones_own(broker_of: Callable[[str], str], attempt: Refused) -> None:
    """With the credentials of hours."""
    with Connection(broker_of("hours")) as connection, pytest.raises(AccessRefused):
        attempt(connection.channel())


def test_the_broker_does_not_let_a_service_administrate(stack: Stack, broker_of: Callable[[str], str]) -> None:
    """Neither the management API nor another virtual host is open to it."""
    own = Management(f"http://hours:{PASSWORD}@127.0.0.1:{stack.home.ports['broker_management']}")
    with Connection(f"{broker_of('hours').rpartition('/')[0]}//") as elsewhere, pytest.raises(NotAllowed):
        elsewhere.connect()
    assert not own.is_ready()


@pytest.mark.parametrize(
    "attempt",
    [
        lambda client: client.kapok_projects.attendance.find_one({}),
        lambda client: client.kapok_projects.attendance.insert_one({}),
        lambda client: client.kapok_projects.list_collection_names(),
        lambda client: client.kapok_hours.ledger.aggregate([{"$out": {"db": "kapok_projects", "coll": "sites"}}]),
        lambda client: client.drop_database("kapok_projects"),
        lambda client: client.admin.command("usersInfo"),
        lambda client: client.admin.command({"createUser": "x", "pwd": "y", "roles": ["root"]}),
    ],
    ids=["read", "write", "look around", "pour out", "drop", "list users", "make users"],
)
def test_the_store_refuses_another_database(store_of: Callable[[str], str], attempt: Refused) -> None:
    """With the credentials of hours."""
    with MongoClient[dict[str, Any]](store_of("hours")) as client, pytest.raises(OperationFailure) as refusal:
        attempt(client)
    assert refusal.value.code == 13


@pytest.mark.parametrize(
    "attempt",
    [
        lambda log: log.delete_many({}),
        lambda log: log.update_many({}, {"$set": {"by": "somebody else"}}),
        lambda log: log.replace_one({}, {}),
        lambda log: log.drop(),
        lambda log: log.drop_indexes(),
        lambda log: log.database.client.drop_database(log.database.name),
        lambda log: log.database.command("collMod", "access_log", index={"name": "at_1", "expireAfterSeconds": 1}),
    ],
    ids=["delete", "update", "replace", "drop", "drop indexes", "drop all", "let it expire"],
)
def test_the_access_log_is_only_added_to(store_of: Callable[[str], str], attempt: Refused) -> None:
    """By the service itself: who has taken it over cannot take back what was done."""
    with MongoClient[dict[str, Any]](store_of("hours")) as client:
        migrate(client["kapok_hours"], part("hours", "migrations").MIGRATIONS)
        log = client["kapok_hours_access"]["access_log"]
        log.insert_one({"by": "officer-1"})
        with pytest.raises(OperationFailure) as refusal:
            attempt(log)
        assert refusal.value.code == 13
        assert log.find_one({"by": "officer-1"})


def test_a_service_works_with_its_own_rights(
    environment: dict[str, str], broker_of: Callable[[str], str], store_of: Callable[[str], str]
) -> None:
    """Hours makes its collections, and its worker becomes ready: subscribed to all, and its relay has its lease."""
    with MongoClient[dict[str, Any]](store_of("hours")) as client:
        migrate(client["kapok_hours"], part("hours", "migrations").MIGRATIONS)
        own = {"KAPOK_BROKER_URI": broker_of("hours"), "KAPOK_STORE_URI": store_of("hours")}
        with processes.worker({**environment, **own, "KAPOK_DATABASE_PREFIX": "kapok_"}, "hours") as worker:
            eventually(lambda: processes.answers(worker.process, f"{worker.ops_address}/readyz"))
            eventually(lambda: client["kapok_hours"]["relay"].find_one({"token": {"$gte": 1}}))


def _message() -> Any:
    from amqp import Message

    return Message(b"{}")
