"""The broker out of memory: commands are accepted, the outbox grows, probes say so; afterwards everything goes out."""

from __future__ import annotations

import signal

import httpx

from cli.stack.stack import Stack
from shared.store import outbox
from tests import processes
from tests.faults import outages
from tests.faults.corner import Corner, assert_each_once, attendance, metric
from tests.processes import eventually

BATCHES, ROWS = 4, 25
STOP_SECONDS = 20.0
"""Twice what is promised, since other tests may run beside this one."""


def test_a_broker_that_blocks_publishers(stack: Stack, corner: Corner) -> None:
    """Only the relay waits for it; a worker that is told to stop meanwhile does so."""
    projects = corner.database("projects")
    with (
        processes.api(corner.environment, corner.settings, "projects", "projects:write") as client,
        processes.worker(corner.environment, "projects") as blocked,
    ):
        _log(client, "before")
        eventually(lambda: outbox.pending_events(projects) == 0)
        with outages.memory_alarm(stack):
            _log(client, "during")
            eventually(lambda: "blocks publishers" in processes.get(f"{blocked.ops_address}/readyz").text)
            eventually(lambda: metric(blocked.ops_address, "kapok_relay_blocked", service="projects") == 1)
            assert outbox.pending_events(projects) == BATCHES * ROWS
            _stop(blocked)
            with processes.worker(corner.environment, "projects,hours") as another:
                eventually(lambda: "blocks publishers" in processes.get(f"{another.ops_address}/readyz").text)
                _stop(another)
        with processes.worker(corner.environment, "projects,hours") as free:
            _log(client, "after")
            subjects = [
                _subject(when, number) for when in ("before", "during", "after") for number in range(BATCHES * ROWS)
            ]
            assert_each_once(corner, subjects)
            eventually(lambda: processes.get(f"{free.ops_address}/readyz").is_success)
            assert metric(free.ops_address, "kapok_relay_blocked", service="projects") == 0


def _log(client: httpx.Client, when: str) -> None:
    """Single commands and batches; each is accepted at once."""
    numbers = range(BATCHES * ROWS)
    for number in numbers[:ROWS]:
        answer = client.post("/projects/v1/attendance", json=attendance(_subject(when, number)).data)
        assert (answer.status_code, answer.json()["accepted"]) == (202, 1)
    for start in numbers[ROWS::ROWS]:
        rows = [
            {"row": number + 1, "values": attendance(_subject(when, number)).data}
            for number in range(start, start + ROWS)
        ]
        answer = client.post("/projects/v1/attendance/batch", json={"rows": rows})
        assert (answer.status_code, answer.json()["accepted"]) == (200, ROWS)


def _subject(when: str, number: int) -> str:
    return f"{when}-{number}"


def _stop(running: processes.Running) -> None:
    running.process.send_signal(signal.SIGTERM)
    assert running.process.wait(STOP_SECONDS) == 0
