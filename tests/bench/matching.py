"""`kapok bench matching`: a province's roster beside the bare solver, a greedy and a random assignment."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections import defaultdict
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from cli.paths import ROOT
from cli.terminal.errors import CommandError
from tests.bench import machine
from tests.bench.findings import Findings, Say
from tests.bench.rosters import CONTESTANTS

KAPOK, BARE = "kapok", "bare solver"
PATIENCE = 1_800
QUALITY = ("filled", "fill_rate", "coverage", "total_cost", "gini_of_minutes")
SIZES = ("shifts", "places", "offers", "pairs")


class NotTheBest(CommandError):
    """The roster is not as good as the optimum, though nothing overlaps."""


def measure(volunteers: int, shifts: int, rounds: int, say: Say) -> dict[str, Any]:
    """All figures, as they are written as JSON; of the two solvers so many rounds, in turns."""
    findings = Findings(say)
    taken: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for number in range(1, rounds + 1):
        for name in CONTESTANTS if number == 1 else (KAPOK, BARE):
            found = findings.take(f"round {number}: {name}", lambda name=name: _run(name, volunteers, shifts))  # type: ignore[misc]
            if found is not None:
                taken[name].append(found)
                say(f"round {number}: {name} {found['filled']:,} places in {found['solving_seconds']} s")
    first = {name: some[0] for name, some in taken.items()}
    findings.take("the optimum", lambda: _compare(first))
    seconds = {name: statistics.median(one["solving_seconds"] for one in some) for name, some in taken.items()}
    some = next(iter(first.values()), {})
    return {
        "volunteers": volunteers,
        **{name: some[name] for name in SIZES if name in some},
        "assignments": {name: {key: one[key] for key in QUALITY} for name, one in first.items()},
        "solving_seconds": seconds,
        "pairing_seconds": some.get("pairing_seconds"),
        "ratio": _ratio(seconds),
        "ratio_with_pairs": _ratio(seconds, {KAPOK: _pairing(taken[KAPOK])}) if taken[KAPOK] else None,
        "rss_mb": {name: max(one["rss_mb"] for one in some) for name, some in taken.items()},
        "machine": machine.describe(),
        **findings.as_found(),
    }


def _pairing(taken: list[dict[str, Any]]) -> float:
    return statistics.median(one["pairing_seconds"] for one in taken)


def _ratio(seconds: Mapping[str, float], more: Mapping[str, float] = MappingProxyType({})) -> float | None:
    """Kapok's time by that of the bare solver, which is handed the pairs; with `more` seconds of either."""
    if not seconds.get(BARE) or KAPOK not in seconds:
        return None
    own, bare = (seconds[name] + more.get(name, 0) for name in (KAPOK, BARE))
    return round(own / bare, 3)


def _run(contestant: str, volunteers: int, shifts: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.bench.rosters", contestant, str(volunteers), str(shifts)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False)
    if done.returncode:
        raise CommandError(done.stderr.strip().rpartition("\n")[2] or f"ended with {done.returncode}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _compare(first: dict[str, dict[str, Any]]) -> None:
    """A volunteer offers no two parts of days that could overlap here, so one flow is the optimum."""
    if {KAPOK, BARE} <= first.keys():
        own, best = ((first[name]["filled"], first[name]["total_cost"]) for name in (KAPOK, BARE))
        if own != best:
            raise NotTheBest(f"{own} places and cost, where {best} can be had")
