"""Where the time goes from the answer to a POST until its points are in the feed, and what the store is asked.

The steps are told apart by what is written on the way: an event has the moment at which the transaction that tells it
began, and its commit's name, a UUID of version 7, the one at which its work was done.
"""

from __future__ import annotations

import json
import os
import signal
import statistics
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from shared import clock
from shared.config import Settings
from shared.store import outbox
from shared.store.client import connect, database_of
from tests import processes
from tests.bench import costs, counted
from tests.bench.arena import Arena

PROGRAMS = ("api", "worker")
LEAST = 0.005
"""Commands for each presence below which a kind is not shown."""
STEPS = (
    "projects' relay, broker, to hours",
    "hours decides",
    "hours' commit, relay, broker, to incentives",
    "incentives decides",
    "incentives' commit, relay, to the reader",
)
Counts = dict[str, dict[str, dict[str, float]]]


@contextmanager
def watched(place: Arena) -> Iterator[Callable[[int], dict[str, Any]]]:
    """Gives what tells, of so many presences posted inside until it is called, each one's share."""
    pids = {name: place.pid(name) for name in (*PROGRAMS, "store", "broker")}
    before, busy = _counts(place, pids), {name: costs.cpu_seconds(pid) for name, pid in pids.items()}

    def shares(presences: int) -> dict[str, Any]:
        cpu = {name: round((costs.cpu_seconds(pid) - busy[name]) * 1000 / presences, 2) for name, pid in pids.items()}
        connections = len(place.stack.management.get("/api/connections"))
        return {
            "cpu_ms": cpu,
            "commands": _shares(before, _counts(place, pids), presences),
            "connections": connections,
        }

    yield shares


def steps(settings: Settings, answered: Mapping[str, float], told: Mapping[str, float]) -> dict[str, float]:
    """The median ms of each step.

    Args:
        answered: the moment of each presence's answer, by the clock of `time.perf_counter`.
        told: that at which the reader had it.
    """
    since_1970 = time.time() - time.perf_counter()
    with connect(settings) as client:
        credited = _moments(database_of(client, settings, "hours"), "hours.credited.v1")
        counted_points = _moments(database_of(client, settings, "incentives"), "points.changed.v1")
    ways = [
        (answered[one] + since_1970, *credited[one], *counted_points[one], told[one] + since_1970)
        for one in answered
        if one in credited and one in counted_points
    ]
    return {
        name: round(statistics.median(way[number + 1] - way[number] for way in ways) * 1000, 1)
        for number, name in enumerate(STEPS)
    }


def _moments(database: Any, event_type: str) -> dict[str, tuple[float, float]]:
    """When the transaction that told of each attendance began, and when its work was done."""
    found: dict[str, tuple[float, float]] = {}
    for commit in database["outbox"].find():
        done = (uuid.UUID(commit["_id"]).int >> 80) / 1000
        for event in outbox.structured_events(commit):
            if event["type"] == event_type:
                began = clock.from_text(event["time"]).timestamp()
                named = event["data"].get("entries") or [event["data"]["attendance_ref"]]
                found |= {reference: (began, done) for reference in named if reference not in found}
    return found


def _counts(place: Arena, pids: Mapping[str, int]) -> Counts:
    files = {name: counted.file_of(place.stack.home.folder, f"runner.{name}") for name in PROGRAMS}
    for name, file in files.items():
        file.unlink(missing_ok=True)
        os.kill(pids[name], signal.SIGUSR1)
        processes.eventually(file.exists)
    return {name: json.loads(file.read_text()) for name, file in files.items()}


def _shares(before: Counts, after: Counts, presences: int) -> list[dict[str, Any]]:
    rows = []
    for program in PROGRAMS:
        then, now = before[program], after[program]
        for kind in now["counts"]:
            count, size, seconds = (
                (now[what].get(kind, 0) - then[what].get(kind, 0)) / presences
                for what in ("counts", "bytes", "seconds")
            )
            if count >= LEAST:
                rows.append(
                    {
                        "process": program,
                        "command": kind,
                        "count": round(count, 3),
                        "bytes": round(size),
                        "ms": round(seconds * 1000, 2),
                    }
                )
    return sorted(rows, key=lambda row: (row["process"], row["command"]))
