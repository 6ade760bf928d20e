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
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import orjson
from pymongo import MongoClient

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
PUSHED = (
    *STEPS[:-1],
    "incentives' commit, relay, into the partner's log",
    "until an attempt to send it begins",
    "the attempt",
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
    """The median ms of each step until the feed's reader has it.

    Args:
        answered: the moment of each presence's answer, by the clock of `time.perf_counter`.
        told: that at which the reader had it.
    """
    with connect(settings) as client:
        return _medians(STEPS, _ways(client, settings, answered, told))


def steps_of_pushes(
    settings: Settings, partner: str, answered: Mapping[str, float], told: Mapping[str, float]
) -> dict[str, float]:
    """The same until a partner's endpoint has it."""
    with connect(settings) as client:
        pushed = _pushed(database_of(client, settings, "incentives"), partner)
        ways = _ways(client, settings, answered, told)
    return _medians(PUSHED, {one: (*way[:-1], *pushed[one], way[-1]) for one, way in ways.items() if one in pushed})


def _ways(
    client: MongoClient[Any], settings: Settings, answered: Mapping[str, float], told: Mapping[str, float]
) -> dict[str, tuple[float, ...]]:
    """The moments of each presence on its way."""
    since_1970 = time.time() - time.perf_counter()
    credited = _moments(database_of(client, settings, "hours"), "hours.credited.v1")
    counted_points = _moments(database_of(client, settings, "incentives"), "points.changed.v1")
    return {
        one: (answered[one] + since_1970, *credited[one], *counted_points[one], told[one] + since_1970)
        for one in answered
        if one in credited and one in counted_points
    }


def _medians(names: Sequence[str], ways: Mapping[str, Sequence[float]]) -> dict[str, float]:
    return {
        name: round(statistics.median(way[number + 1] - way[number] for way in ways.values()) * 1000, 1)
        for number, name in enumerate(names)
    }


def _pushed(database: Any, partner: str) -> dict[str, tuple[float, float]]:
    """When each presence's event was written into a partner's log, and when the first attempt to send it began."""
    begun: dict[int, float] = {}
    for attempt in database["push_attempts"].find({"partner": partner}).sort("number"):
        for position in range(attempt["first"], attempt["last"] + 1):
            begun.setdefault(position, attempt["at"].timestamp())
    found: dict[str, tuple[float, float]] = {}
    for commit in database["partner_events"].find({"partner": partner}):
        for position, event in enumerate(orjson.loads(commit["events"]), commit["first"]):
            for reference in event["data"].get("entries", ()):
                if position in begun:
                    found.setdefault(reference, (_done(commit), begun[position]))
    return found


def _done(commit: Mapping[str, Any]) -> float:
    """When a commit's work was done, which its name says."""
    return (uuid.UUID(commit["_id"]).int >> 80) / 1000


def _moments(database: Any, event_type: str) -> dict[str, tuple[float, float]]:
    """When the transaction that told of each attendance began, and when its work was done."""
    found: dict[str, tuple[float, float]] = {}
    for commit in database["outbox"].find():
        done = _done(commit)
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
