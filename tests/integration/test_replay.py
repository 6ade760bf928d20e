"""History is sent again to one subscriber: all of it, under the same ids, and nobody else notices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from kombu.connection import Connection

from cli.stack.stack import Stack
from shared import clock
from shared.messaging import sending
from shared.messaging.publisher import Publisher
from shared.messaging.replay import CLOCKS_DIFFER, position_before, send_history
from shared.messaging.sending import GaveUp, Sender, UnknownQueue
from shared.messaging.topology import queue_of
from shared.store import outbox
from tests.faults.corner import attendance
from tests.integration.letters import taken
from tests.integration.network import Network, network_of

TYPE = "attendance.logged.v1"
QUEUE = queue_of("hours", TYPE)
COUNT, COMMIT = 600, 50
BEGUN = clock.from_text("2018-02-14T00:00:00Z")


@pytest.fixture(scope="module")
def network(stack: Stack) -> Iterator[Network]:
    """Projects has told of 600 presences, which hours has handled; a minute lies between two commits of 50."""
    with network_of(stack, "replay", ("projects", "hours")) as made:
        for start in range(0, COUNT, COMMIT):
            moment = clock.to_text(BEGUN + dt.timedelta(minutes=start // COMMIT))
            events = [replace(attendance(number), time=moment) for number in range(start, start + COMMIT)]
            made.stores["projects"].database["outbox"].insert_many(outbox.commits(events))
        made.spread()
        yield made


@pytest.fixture
def sender(network: Network) -> Iterator[Sender]:
    """Sends what projects has told."""
    uri = network.settings.broker_uri
    made = Sender(uri, Publisher(uri, "projects"), lambda line: None, patience=1)
    yield made
    made.close()


def send(network: Network, sender: Sender, queue: str = QUEUE, span: tuple[int, int] = (1, COUNT)) -> list[Any]:
    """What was told on the way."""
    return list(send_history(network.stores["projects"].database, sender, {TYPE: queue}, span))


def subjects(network: Network, queue: str = QUEUE) -> list[str]:
    """Of the messages in a queue, which are taken out."""
    return [message.headers["cloudEvents:subject"] for message in taken(network.settings.broker_uri, queue)]


def names(first: int, last: int) -> list[str]:
    """Of the presences at these positions."""
    return [f"a-{position - 1}" for position in range(first, last + 1)]


def limit(network: Network, queue: str, most: int) -> None:
    """Declare a queue that refuses what is too much."""
    arguments = {"x-queue-type": "quorum", "x-max-length": most, "x-overflow": "reject-publish"}
    with Connection(network.settings.broker_uri) as connection:
        connection.channel().queue_declare(queue, durable=True, auto_delete=False, arguments=arguments)


def test_one_subscriber_gets_all_of_it(network: Network, sender: Sender) -> None:
    """In order, with the same ids; other queues stay empty, and nothing that was handled has another effect."""
    limit(network, "somebody", 10_000)
    progress = send(network, sender)
    assert (COUNT, COUNT) == progress[-1]
    assert [position for position, _ in progress] == sorted(position for position, _ in progress)
    messages = taken(network.settings.broker_uri, QUEUE)
    logged = [event["id"] for _, event in outbox.read(network.stores["projects"].database, 0, COUNT)]
    assert logged == [message.headers["cloudEvents:id"] for message in messages]
    assert [0] * 2 == [sender.waiting(queue) for queue in ("somebody", queue_of("incentives", "hours.credited.v1"))]
    state, told = network.documents("hours", "held"), network.told("hours")
    assert len(state) == COUNT
    send(network, sender)
    network.spread()
    assert (state, told) == (network.documents("hours", "held"), network.told("hours"))


def test_a_part_of_it(network: Network, sender: Sender) -> None:
    """From a position inside of a commit to another; of other types nothing; to a queue of one's own."""
    limit(network, "own", 10_000)
    assert (550, 401) == send(network, sender, "own", (150, 550))[-1]
    assert names(150, 550) == subjects(network, "own")
    database = network.stores["projects"].database
    assert all(sent == 0 for _, sent in send_history(database, sender, {"site.opened.v1": "own"}, (1, COUNT)))
    assert send(network, sender, "own", (COUNT + 1, COUNT)) == []


def test_a_time_finds_its_position(network: Network) -> None:
    """Nothing that happened then or later lies before it, and little that is earlier behind it."""
    database = network.stores["projects"].database

    def positions(*minutes: int) -> list[int]:
        moments = (BEGUN + CLOCKS_DIFFER + dt.timedelta(minutes=one) for one in minutes)
        return [position_before(database, moment) for moment in moments]

    assert [0, 0, COMMIT, 5 * COMMIT, COUNT] == positions(-9, 0, 1, 5, 60)
    commits = [one for one in database["outbox"].find() if one["last"] <= 3 * COMMIT]
    database["outbox"].delete_many({"_id": {"$in": [one["_id"] for one in commits]}})
    assert [3 * COMMIT, 5 * COMMIT] == positions(1, 5)
    database["outbox"].insert_many(commits)


def test_a_killed_replay_is_run_again(network: Network, sender: Sender) -> None:
    """From the beginning or from where it said: everything arrives, and copies have no effect."""
    steps = send_history(network.stores["projects"].database, sender, {TYPE: QUEUE}, (1, COUNT))
    position, _ = next(steps)
    steps.close()
    assert names(1, position) == subjects(network)
    send(network, sender, span=(position + 1, COUNT))
    assert names(position + 1, COUNT) == subjects(network)


def test_a_full_queue_is_given_time(network: Network) -> None:
    """It refuses what is too much, and gets it in the end."""
    limit(network, "small", 50)
    uri = network.settings.broker_uri
    refused: list[str] = []
    sender = Sender(uri, Publisher(uri, "projects"), refused.append)
    arrived: set[str] = set()
    with ThreadPoolExecutor(1) as pool:
        sending_all = pool.submit(send, network, sender, "small", (1, 200))
        while not sending_all.done():
            # Until it was refused for the first time nobody takes anything.
            if refused:
                arrived.update(subjects(network, "small"))
        assert (200, 200) == sending_all.result()[-1]
    sender.close()
    assert "refused" in refused[0]
    assert sorted(names(1, 200)) == sorted(arrived | set(subjects(network, "small")))


def test_no_queue_is_flooded(network: Network, sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where much waits already, sending waits too, and in the end says why it gave up."""
    monkeypatch.setattr(sending, "MOST_WAITING", 400)
    with pytest.raises(GaveUp, match="nobody takes them"):
        send(network, sender)
    assert 400 <= len(subjects(network)) < 400 + sending.BATCH
    with pytest.raises(UnknownQueue):
        send(network, sender, "nowhere")
