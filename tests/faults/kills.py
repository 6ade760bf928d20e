"""Scenarios of processes that are killed, paused or kept busy at a named step."""

from __future__ import annotations

import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path

import httpx
import pytest

from shared.messaging.topology import queue_of
from shared.store import outbox
from tests import processes
from tests.faults import corner as corners
from tests.faults.corner import AFTER_KILL, REGISTERED, Corner, assert_each_once, attendance, message, organisation
from tests.faults.deeds import TALLY
from tests.faults.steps import Fault, with_faults
from tests.processes import PATIENCE, eventually

WORKER = "runner.worker"
WORKER_STEPS = {
    "handler begins": 1,
    "handler is about to commit": 1,
    "handler has committed": 1,
    "handler has acknowledged": 1,
    "relay is about to publish": 1,
    "relay is in the middle of publishing": 30,
    "relay has published": 1,
    "relay is about to mark": 1,
    "relay has marked": 1,
}
INBOX_STEPS = {f"with an inbox, {step}": step for step in WORKER_STEPS if step.startswith("handler")}
API_STEPS = ("command begins", "command is about to commit", "command has committed")
ROW = attendance(1).data


def worker_killed(corner: Corner, folder: Path, *, step: str) -> None:
    """Projects tells of 100 presences, hours holds them; the process that does both is killed, another one follows."""
    events = [attendance(number) for number in range(100)]
    corner.log_attendance(events)
    victim = processes.start(
        WORKER, with_faults(corner.environment, Fault(step, "kill", WORKER_STEPS[step])), "projects,hours"
    )
    try:
        assert victim.wait(PATIENCE) == -signal.SIGKILL
    finally:
        victim.kill()
    with processes.worker(corner.environment, "projects,hours"):
        assert_each_once(corner, [event.subject for event in events])
    assert len(corners.published(corner.database("projects"))) == 100


def inbox_killed(corner: Corner, folder: Path, *, step: str) -> None:
    """Projects hears of 100 organisations, and counts how often; the worker is killed, another one follows."""
    names, database = [f"team-{number}" for number in range(100)], corner.database("projects")
    database.create_collection(TALLY)
    tally = Fault("use case with an inbox begins", "tally", nth=0)
    corner.put(*(message(organisation(name)) for name in names), source="registry", type_=REGISTERED)
    kill = Fault(INBOX_STEPS[step], "kill")
    victim = processes.start(WORKER, with_faults(corner.environment, tally, kill), "projects")
    try:
        assert victim.wait(PATIENCE) == -signal.SIGKILL
    finally:
        victim.kill()
    with processes.worker(with_faults(corner.environment, tally), "projects"):
        corner.eventually(lambda: database["organisations"].count_documents({}) == len(names))
        eventually(lambda: corner.left(queue_of("projects", REGISTERED)) == 0)
    assert {one["_id"]: one["times"] for one in database[TALLY].find()} == dict.fromkeys(names, 1)


def api_killed(corner: Corner, folder: Path, *, step: str) -> None:
    """A client that got no answer sends its command again with the same key, to another process."""
    command = {"url": "/projects/v1/attendance", "json": ROW, "headers": {"Idempotency-Key": "once"}}
    failing = with_faults(corner.environment, Fault(step, "kill"))
    victim = processes.api(failing, corner.settings, "projects", "projects:write")
    with victim as client, pytest.raises(httpx.TransportError):
        client.post(**command)
    with processes.api(corner.environment, corner.settings, "projects", "projects:write") as client:
        client.timeout = AFTER_KILL
        answers = [client.post(**command) for _ in range(2)]
    assert [(answer.status_code, answer.json()["accepted"]) for answer in answers] == [(202, 1), (202, 1)]
    assert [one["_id"] for one in corner.database("projects")["attendance"].find()] == [ROW["attendance_ref"]]
    with processes.worker(corner.environment, "projects,hours"):
        assert_each_once(corner, [ROW["attendance_ref"]])


def paused_relay(corner: Corner, folder: Path) -> None:
    """A relay stops between publishing and marking, for longer than its lease; its successor goes on; it wakes up."""
    first = [attendance(number) for number in range(40)]
    corner.log_attendance(first)
    pausing = with_faults(corner.environment, Fault("relay has published", "pause"), relay__LEASE=3)
    paused = processes.start(WORKER, pausing, "projects")
    try:
        eventually(lambda: _state(paused.pid) == "T")
        with processes.worker(with_faults(corner.environment, relay__LEASE=3), "projects,hours"):
            eventually(lambda: outbox.pending_events(corner.database("projects")) == 0)
            second = [attendance(number) for number in range(40, 80)]
            paused.send_signal(signal.SIGCONT)
            corner.log_attendance(second)
            assert_each_once(corner, [event.subject for event in (*first, *second)])
            assert len(corners.published(corner.database("projects"))) == 80
            state = corner.database("projects")["relay"].find_one({"_id": outbox.RELAY})
            assert state is not None
            assert state["token"] >= 2
    finally:
        paused.send_signal(signal.SIGCONT)
        processes.end(paused)


def busy_handler(corner: Corner, folder: Path) -> None:
    """It computes for longer than the broker waits for a heartbeat: the connection goes, the work is done once."""
    events = [attendance(number) for number in range(100)]
    corner.log_attendance(events[:50])
    busy = Fault("use case begins", "busy", seconds=10)
    failing = with_faults(
        corner.environment, busy, shared_connection__HEARTBEAT_SECONDS=2, publisher__HEARTBEAT_SECONDS=2
    )
    with processes.worker(failing, "projects,hours") as running:
        eventually(lambda: corner.database("hours")["held"].count_documents({}) == 50)
        corner.log_attendance(events[50:])
        assert_each_once(corner, [event.subject for event in events])
        assert corners.metric(running.ops_address, "kapok_inbox_duplicates_total", service="hours") > 0
        assert running.process.poll() is None


SCENARIOS: dict[str, Callable[[Corner, Path], None]] = {
    **{step: partial(worker_killed, step=step) for step in WORKER_STEPS},
    **{step: partial(inbox_killed, step=step) for step in INBOX_STEPS},
    **{step: partial(api_killed, step=step) for step in API_STEPS},
    "paused relay": paused_relay,
    "busy handler": busy_handler,
}


def _state(pid: int) -> str:
    """R, S, T (stopped) and so on."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
