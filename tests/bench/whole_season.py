"""`kapok bench season`: a whole season by file; of its presences the rate in each tenth, and the memory.

The generator makes the season (samples/make_warm_winter.py): scale 1 has the published size of 2018, 32,500 presences.
What presences name comes first, and is worked off before they do, so that each tenth of them has the machine alike.
"""

from __future__ import annotations

import csv
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from cli.importing.folder import find
from cli.paths import ROOT
from cli.status.look import Observer
from cli.status.quiet import wait_until_idle
from tests.bench import by_file, machine
from tests.bench.arena import Arena, settings_of
from tests.bench.race import Say

GENERATOR = ROOT / "samples" / "make_warm_winter.py"
PRESENCES, WARM_UP = "attendance.csv", 2_000
LONGEST_REST = 3_600.0


def measure(place: Arena, scale: float, say: Say) -> dict[str, Any]:
    """All figures, as they are written as JSON; where the import ends early, of what was answered until then."""
    by_file.start(place)
    observer = Observer(place.stack.home, settings_of(place.environment()))
    with tempfile.TemporaryDirectory(prefix="kapok-bench-") as name:
        folder = Path(name)
        subprocess.run(
            [sys.executable, GENERATOR, folder, "--scale", str(scale)], check=True, stdout=subprocess.DEVNULL
        )
        files = {file.name: file for file in find([folder]).files}
        last = files.pop(PRESENCES)
        before = {}
        for file in files.values():
            rows, seconds = by_file.sent(place, file, some_rejected=True)
            before[file.name] = {"rows": rows, "seconds": round(seconds, 1)}
            say(f"{file.name}: {rows:,} rows in {seconds:,.1f} s")
        say(f"all of it is worked off after {_rest(observer):,.1f} s more")
        presences = _rows(last)
        warm_up = min(WARM_UP, presences // 10)
        found = by_file.measured(place, last, by_file.bounds_of(warm_up, presences - warm_up), say, some_rejected=True)
        seconds_to_rest = round(_rest(observer), 1)
    sent = found.pop("answered_rows")
    return {
        "scale": scale,
        "presences": sent,
        "before": before,
        **found,
        "seconds_to_rest": seconds_to_rest,
        "machine": machine.describe(),
    }


def _rest(observer: Observer) -> float:
    """Seconds until nothing is in flight."""
    begun = time.monotonic()
    wait_until_idle(observer, LONGEST_REST)
    return time.monotonic() - begun


def _rows(file: Path) -> int:
    with file.open(encoding="utf-8", newline="") as lines:
        return sum(1 for _ in csv.reader(lines)) - 1
