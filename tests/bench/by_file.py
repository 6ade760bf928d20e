"""Files sent by a process of its own, as `./kapok import` sends them: the rate in each tenth, and the memory."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cli.paths import ROOT
from cli.systems.home import Home
from tests.bench import figures, memory
from tests.bench.arena import Arena
from tests.bench.memory import Sample
from tests.bench.race import Say

PARTS, EVERY = 10, 0.5
Point = tuple[int, float]
"""How many rows are answered, and the moment of the monotonic clock."""


def bounds_of(warm_up: int, rows: int) -> list[int]:
    """Between which rows each tenth lies, after those that are for warming up."""
    return [warm_up + rows * part // PARTS for part in range(PARTS + 1)]


def start(place: Arena) -> None:
    """All services run."""
    place.stack.migrate()
    place.stack.start_services()
    place.stack.wait_for_service("api")
    place.stack.wait_for_service("worker")


def measured(
    place: Arena, file: Path, bounds: Sequence[int], say: Say, *, some_rejected: bool = False
) -> dict[str, Any]:
    """Send a file; where that ends early the figures are of what was answered until then, and `problem` says why.

    Args:
        some_rejected: whether the file has rows that are to be rejected.
    """
    with _sender(place.stack.home, file, some_rejected=some_rejected) as sender:
        pids = {"import": sender.pid, **{name: place.pid(name) for name in ("api", "worker", "store", "broker")}}
        with memory.watched(pids, EVERY) as samples:
            points = _points(sender, bounds, say)
        problem = _end(sender)
    return {**_found(points, samples, bounds), "problem": problem}


def sent(place: Arena, file: Path, *, some_rejected: bool = False) -> tuple[int, float]:
    """Send a file that is not measured in parts: how many rows were answered, and the seconds that it took.

    Raises:
        CalledProcessError: it ended early.
    """
    with _sender(place.stack.home, file, some_rejected=some_rejected) as sender:
        points = _points(sender, [], lambda _: None)
        if problem := _end(sender):
            raise subprocess.CalledProcessError(sender.returncode, file.name, stderr=problem)
    return points[-1][0], points[-1][1] - points[0][1]


@contextmanager
def _sender(home: Home, file: Path, *, some_rejected: bool) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.bench.sender", str(home.folder), str(file), *["rejects"] * some_rejected]
    with subprocess.Popen(command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as started:
        try:
            yield started
        finally:
            started.kill()


def _points(sender: subprocess.Popen[str], bounds: Sequence[int], say: Say) -> list[Point]:
    """What the sender prints, until its end; each tenth is told as soon as it is done, so that none is lost."""
    points: list[Point] = []
    told = 0
    assert sender.stdout is not None
    for line in sender.stdout:
        answered, moment = json.loads(line)
        points.append((answered, moment))
        reached = bounds and answered >= bounds[min(told + 1, PARTS)]
        rates = figures.rates_of_parts(points, bounds) if reached else []
        for rate in rates[told:]:
            told += 1
            say(f"tenth {told} of {PARTS}: {rate:,.0f} rows/s")
    return points


def _end(sender: subprocess.Popen[str]) -> str:
    """Why the sender ended before all was sent, or nothing."""
    assert sender.stderr is not None
    said = sender.stderr.read().strip()
    return said or f"ended with {sender.returncode}" if sender.wait() else ""


def _found(points: list[Point], samples: list[Sample], bounds: Sequence[int]) -> dict[str, Any]:
    rates = figures.rates_of_parts(points, bounds) if points else []
    last = points[-1][0] if points else 0
    counts: Mapping[str, int] = {"start": bounds[0], "middle": (bounds[0] + last) // 2, "end": last} if rates else {}
    moments = {when: figures.moment_of(points, count) for when, count in counts.items()}
    return {
        "answered_rows": last,
        "rates": rates,
        "ratios": {"last/first": round(rates[-1] / rates[0], 3)} if len(rates) == PARTS else {},
        "rss_mb": {when: memory.at(samples, moment) for when, moment in moments.items()},
        "answered": [[count, round(moment - points[0][1], 2)] for count, moment in points],
        "samples": [[round(moment - points[0][1], 1), sizes] for moment, sizes in samples if points],
    }
