"""The broker killed under load, twice: every event reaches every listener, and who follows the log misses none."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from kombu.connection import Connection

from cli.stack.stack import Stack
from shared.events.catalogue import contract
from shared.events.envelope import Event
from shared.messaging import topology
from shared.store import outbox
from tests import processes
from tests.faults import outages
from tests.faults.corner import AFTER_KILL, Corner, commit, published
from tests.faults.corner import corner as corner_of
from tests.processes import eventually

PUBLISHERS, EACH, AT_ONCE = 16, 625, 25
MESSAGES = PUBLISHERS * EACH
MINUTES = 60
VOLUNTEERS = 500


def test_ten_thousand_events_while_the_broker_is_killed_twice(stack: Stack, corner: Corner) -> None:
    """16 publishers; the broker is killed with a third and with half of their events published."""
    half_way = threading.Event()
    following = _Reader(corner)
    # Without a key there is nothing in the log but what is credited.
    unsealed = {**corner.environment, "KAPOK_LEDGER_KEYS": ""}
    with processes.worker(unsealed, "hours"), processes.worker(corner.environment, "incentives,matching"):
        with ThreadPoolExecutor(PUBLISHERS) as pool:
            publishing = [pool.submit(_publish, corner, number, half_way) for number in range(PUBLISHERS)]
            following.start()
            for part in (MESSAGES // 3, MESSAGES // 2):
                eventually(lambda: outbox.head_position(corner.database("hours")) >= part, 120)  # noqa: B023
                outages.kill_broker(stack)
                outages.wait_for_broker(stack)
            half_way.set()
            for one in publishing:
                one.result()
        wanted = sorted(_entry(number, index) for number in range(PUBLISHERS) for index in range(EACH))
        eventually(lambda: outbox.head_position(corner.database("hours")) == MESSAGES, 120)
        incentives, matching = corner.database("incentives"), corner.database("matching")
        eventually(lambda: len(_entries(incentives)) >= MESSAGES, AFTER_KILL)
        eventually(lambda: matching["credited"].count_documents({}) >= MESSAGES, AFTER_KILL)
        eventually(lambda: following.seen == MESSAGES)
        following.join()
        eventually(lambda: outbox.pending_events(incentives) == 0)
    assert sorted(event["subject"] for event in published(corner.database("hours"))) == wanted
    assert following.events == published(corner.database("hours"))
    assert sorted(one["_id"] for one in matching["credited"].find()) == wanted
    assert sorted(_entries(incentives)) == wanted
    told = [(event["subject"], event["type"], event["sequence"]) for event in published(incentives)]
    assert len(told) == len(set(told))
    for service in ("incentives", "matching"):
        assert corner.database(service)["dead_letters"].count_documents({}) == 0


def test_a_broker_that_cannot_make_queues_is_asked_again(stack: Stack, broker_uri: str) -> None:
    """Making a quorum queue takes it too long: who waits gets all of them later, who gives up is told why."""
    wanted = [contract("attendance.logged.v1")]
    with ThreadPoolExecutor(1) as pool:
        with outages.no_new_queues(stack):
            patient = pool.submit(topology.declare, broker_uri, wanted)
            with pytest.raises(
                topology.TopologyError, match=r"Cannot declare quorum queue .*cluster_not_formed.*again"
            ):
                topology.declare(broker_uri, wanted, patience_seconds=0)
            assert not patient.done()
        patient.result()
    with Connection(broker_uri) as connection:
        for queue in (topology.DEAD_LETTERS, topology.queue_of("hours", "attendance.logged.v1")):
            assert connection.channel().queue_declare(queue, passive=True).message_count == 0


@pytest.fixture(name="corner")
def own_corner(stack: Stack) -> Iterator[Corner]:
    """A corner for those who hear of credited hours."""
    with corner_of(stack, ("hours", "incentives", "matching")) as made:
        yield made


class _Reader(threading.Thread):
    """Who follows the log of hours by a cursor, page by page."""

    def __init__(self, corner: Corner) -> None:
        super().__init__(daemon=True)
        self.events: list[Any] = []
        self.seen = 0
        self._database = corner.database("hours")

    def run(self) -> None:
        while self.seen < MESSAGES:
            for position, event in eventually(lambda: list(outbox.read(self._database, self.seen, 700)), 120):
                assert position == self.seen + 1
                self.events.append(event)
                self.seen = position


def _publish(corner: Corner, number: int, half_way: threading.Event) -> None:
    """One of the publishers; it keeps four tenths of its events until the broker was killed twice."""
    store = corner.store("hours")
    for start in range(0, EACH, AT_ONCE):
        if start >= EACH * 6 // 10:
            half_way.wait()
        commit(store, [_credited(number, index) for index in range(start, start + AT_ONCE)])


def _entries(incentives: Any) -> list[str]:
    """The ledger entries that make up the standings, each as often as it counts."""
    return [entry for one in incentives["standings"].find() for entry, *_ in one["entries"]]


def _entry(number: int, index: int) -> str:
    return f"{number}-{index}"


def _credited(number: int, index: int) -> Event:
    entry = _entry(number, index)
    data = {
        "entry": entry,
        "attendance_ref": entry,
        "shift_ref": "shift-1",
        "volunteer": f"KV{(number * EACH + index) % VOLUNTEERS:012}",
        "minutes": MINUTES,
        "region_code": "440100",
        "day": "2018-02-14",
        "starts_at": "2018-02-14T00:00:00Z",
        "ends_at": "2018-02-14T01:00:00Z",
        "provenance": "measured",
        "late": False,
        "policy": {"name": "attendance/guangdong", "version": 1},
    }
    return Event("hours.credited.v1", "hours", entry, data)
