"""`kapok bench register`: volunteers by file into a whole system; the rate in each tenth of it, and the memory."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cli.paths import ROOT
from cli.systems.home import Home
from tests.bench import figures, machine, memory, people
from tests.bench.arena import Arena
from tests.bench.memory import Sample
from tests.bench.race import Say

PARTS, WARM_UP, EVERY = 10, 5_000, 0.5
Point = tuple[int, float]
"""How many rows are answered, and the moment of the monotonic clock."""


def measure(place: Arena, volunteers: int, say: Say) -> dict[str, Any]:
    """All figures, as they are written as JSON. Where the import ends early they are of what was answered until then.

    The first rows, beyond those that are asked for, are for warming up.
    """
    stack, warm_up = place.stack, min(WARM_UP, volunteers)
    stack.migrate()
    stack.start_services()
    stack.wait_for_service("api")
    stack.wait_for_service("worker")
    bounds = [warm_up + volunteers * part // PARTS for part in range(PARTS + 1)]
    with tempfile.TemporaryDirectory(prefix="kapok-bench-") as folder:
        file = Path(folder, "volunteers.csv")
        people.write(file, bounds[-1])
        with _sender(stack.home, file) as sender:
            pids = {"import": sender.pid, **{name: place.pid(name) for name in ("api", "worker")}}
            with memory.watched(pids, EVERY) as samples:
                points = _points(sender, bounds, say)
            problem = _end(sender)
    return {
        "volunteers": volunteers,
        **_found(points, samples, bounds),
        "problem": problem,
        "machine": machine.describe(),
    }


@contextmanager
def _sender(home: Home, file: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.bench.sender", str(home.folder), str(file)]
    with subprocess.Popen(command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as started:
        try:
            yield started
        finally:
            started.kill()


def _points(sender: subprocess.Popen[str], bounds: list[int], say: Say) -> list[Point]:
    """What the sender prints, until its end; each tenth is told as soon as it is done, so that none is lost."""
    points: list[Point] = []
    told = 0
    assert sender.stdout is not None
    for line in sender.stdout:
        answered, moment = json.loads(line)
        points.append((answered, moment))
        rates = figures.rates_of_parts(points, bounds) if answered >= bounds[min(told + 1, PARTS)] else []
        for rate in rates[told:]:
            told += 1
            say(f"tenth {told} of {PARTS}: {rate:,.0f} rows/s")
    return points


def _end(sender: subprocess.Popen[str]) -> str:
    """Why the sender ended before all was sent, or nothing."""
    assert sender.stderr is not None
    said = sender.stderr.read().strip()
    return said or f"ended with {sender.returncode}" if sender.wait() else ""


def _found(points: list[Point], samples: list[Sample], bounds: list[int]) -> dict[str, Any]:
    rates = figures.rates_of_parts(points, bounds) if points else []
    last = points[-1][0] if points else 0
    counts = {"start": bounds[0], "middle": (bounds[0] + last) // 2, "end": last} if rates else {}
    moments = {when: figures.moment_of(points, count) for when, count in counts.items()}
    return {
        "registered": last,
        "rates": rates,
        "ratios": {"last/first": round(rates[-1] / rates[0], 3)} if len(rates) == PARTS else {},
        "rss_mb": {when: memory.at(samples, moment) for when, moment in moments.items()},
        "answered": [[count, round(moment - points[0][1], 2)] for count, moment in points],
        "samples": [[round(moment - points[0][1], 1), sizes] for moment, sizes in samples if points],
    }
