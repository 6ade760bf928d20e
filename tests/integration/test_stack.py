"""The private broker and the embedded store, as the tests and `./kapok up` start them."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

import amqp
import pytest
from pymongo import MongoClient

from cli.stack.broker import TICK_MILLISECONDS
from cli.stack.stack import Stack
from cli.stack.waiting import wait_until
from cli.talking.management import Queue
from cli.talking.probe import answers_amqp, answers_commands

QUORUM = {"x-queue-type": "quorum"}
ANY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104


@pytest.fixture
def channel(stack: Stack, vhost: str) -> Any:
    """A channel with publisher confirms."""
    home = stack.home
    with amqp.Connection(
        f"127.0.0.1:{home.ports['broker']}", "kapok", home.secrets["BROKER_PASSWORD"], virtual_host=vhost
    ) as connection:
        opened = connection.channel()
        opened.confirm_select()
        yield opened


def test_the_store_keeps_a_document(store_client: MongoClient[dict[str, Any]], database_prefix: str) -> None:
    """What is written can be read again."""
    things = store_client[f"{database_prefix}registry"]["things"]
    things.insert_one({"_id": 1, "name": "木棉"})
    assert things.find_one({"_id": 1}) == {"_id": 1, "name": "木棉"}


def test_each_queue_has_its_policy(stack: Stack, vhost: str, channel: Any) -> None:
    """A service's queue hands over to the dead letters; the dead letters themselves only have a length."""
    channel.queue_declare("hours.attendance.logged.v1", durable=True, auto_delete=False, arguments=QUORUM)
    channel.queue_declare("kapok.dead-letters", durable=True, auto_delete=False, arguments=QUORUM)
    policies = {
        entry["name"]: entry.get("policy") for entry in stack.management.get(f"/api/queues/{vhost}?disable_stats=true")
    }
    assert policies == {"hours.attendance.logged.v1": "kapok-subscriptions", "kapok.dead-letters": "kapok-dead-letters"}


def test_a_rejected_message_goes_to_the_dead_letters(stack: Stack, vhost: str, channel: Any) -> None:
    """The policy takes effect: what a consumer rejects is not lost."""
    channel.exchange_declare("kapok.dead-letters", "fanout", durable=True, auto_delete=False)
    channel.queue_declare("kapok.dead-letters", durable=True, auto_delete=False, arguments=QUORUM)
    channel.queue_bind("kapok.dead-letters", "kapok.dead-letters", "")
    channel.queue_declare("hours.attendance.logged.v1", durable=True, auto_delete=False, arguments=QUORUM)
    channel.basic_publish_confirm(amqp.Message("poison"), routing_key="hours.attendance.logged.v1")
    channel.basic_reject(channel.basic_get("hours.attendance.logged.v1").delivery_tag, requeue=False)
    dead = Queue("kapok.dead-letters", ready=1, unacked=0)
    assert wait_until(lambda: dead in stack.management.queues(vhost), 10)


def test_counts_are_fresh_within_two_ticks(stack: Stack, vhost: str, channel: Any) -> None:
    """`status` relies on it: published, taken and acknowledged messages show after two ticks at the latest."""
    channel.queue_declare("hours.x", durable=True, auto_delete=False, arguments=QUORUM)

    def shows(ready: int, unacked: int) -> bool:
        wanted = [Queue("hours.x", ready, unacked)]
        return wait_until(lambda: stack.management.queues(vhost) == wanted, 2 * TICK_MILLISECONDS / 1000 + 0.5)

    channel.basic_publish_confirm(amqp.Message("one"), routing_key="hours.x")
    assert shows(ready=1, unacked=0)
    message = channel.basic_get("hours.x")
    assert shows(ready=0, unacked=1)
    channel.basic_ack(message.delivery_tag)
    assert shows(ready=0, unacked=0)


def test_nothing_listens_to_the_network(stack: Stack) -> None:
    """Every port of the home is bound to the loopback interface."""
    mine = set(stack.home.ports.values())
    listening = {(address, port) for address, port in _listeners() if port in mine}
    assert len({port for _, port in listening}) >= 5
    assert [entry for entry in listening if entry[0] in ANY_ADDRESS] == []


def test_secrets_are_for_the_owner_only(stack: Stack) -> None:
    """The home is closed to others, and so is each file with a secret."""
    folder = stack.home.folder
    assert oct(folder.stat().st_mode & 0o777) == oct(0o700)
    for name in ("secrets.env", "supervisord.conf", "broker/rabbitmq.conf"):
        assert oct((folder / name).stat().st_mode & 0o777) == oct(0o600), name


@pytest.mark.parametrize("name", ["store", "broker", "epmd"])
def test_what_is_killed_comes_back(stack: Stack, name: str) -> None:
    """The supervisor starts it again, as another process, and it answers."""
    before = _pid(stack, name)
    os.kill(before, signal.SIGKILL)
    assert wait_until(lambda: _pid(stack, name) not in (0, before), 20)
    assert wait_until(lambda: answers_commands(stack.home.store_uri), 20)
    assert wait_until(lambda: answers_amqp(stack.home.ports["broker"]) and stack.management.is_ready(), 40)


def _pid(stack: Stack, name: str) -> int:
    return next((process.pid for process in stack.processes() if process.name == name and process.runs), 0)


def _listeners() -> list[tuple[str, int]]:
    """Address and port of every listening TCP socket of this machine."""
    found = []
    for file, any_address in (("tcp", "0.0.0.0"), ("tcp6", "::")):  # noqa: S104
        for line in Path("/proc/net", file).read_text().splitlines()[1:]:
            local, state = line.split()[1], line.split()[3]
            address, _, port = local.partition(":")
            if state == "0A":
                found.append((any_address if not int(address, 16) else address, int(port, 16)))
    return found


def test_what_a_home_holds_is_its_owners_alone(stack: Stack) -> None:
    """Logs, the broker's and the store's files, and the folders they lie in: nobody else may even look."""
    made = [Path(folder, name) for folder, _, files in os.walk(stack.home.folder) for name in ("", *files)]
    open_to_others = {path for path in made if not path.is_symlink() and _mode(path) & 0o077}
    assert {"logs", "store", "broker", "secrets.env"} <= {path.name for path in made}
    assert set() == open_to_others


def _mode(path: Path) -> int:
    """Who may do what with a file; with one that the broker has removed meanwhile, nobody anything."""
    try:
        return path.lstat().st_mode
    except FileNotFoundError:
        return 0
