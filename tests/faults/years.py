"""`python -m tests.faults.years`: years of the province by other seeds, compared with what a separate program says.

Each year comes in on a system of its own, file by file in an order drawn by its seed, while processes are killed with
-9; then all of it again, in another order. After each time the report of the last day, and in the end that of a day
amidst, must be in every key the one that tests/reference_year reads from the files. The exit code is 0 when nothing
differs in any year.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from cli.terminal.tables import make_console
from tests.commands import System, kapok, running_system
from tests.faults.chaos import LONGEST_IMPORT, LONGEST_REST, LONGEST_RETURN, VICTIMS, Killer
from tests.processes import eventually
from tests.years import LAST_DAY, expected, in_any_order, make_year, unlike

AMIDST = dt.date(2018, 6, 30)
SHOWN = 20


def shortcomings(folder: Path, scale: float, seed: int, every: float) -> list[str]:
    """What of a year is not as the separate program says, a line for each place.

    Args:
        every: seconds from one kill to the next; 0 for none.
    """
    chance, found = random.Random(seed), []
    year = make_year(folder / "year", scale, seed)
    with running_system(folder / "home") as system:
        killer = Killer(system)
        for time_ in ("once", "twice"):
            bring(system, in_any_order(year, chance), killer, every, chance)
            found += [f"{time_}: {line}" for line in unlike(expected(year), report(system))]
        found += [f"amidst: {line}" for line in unlike(expected(year, AMIDST), report(system, AMIDST))]
        if letters := system.status()["dead_letters"]:
            found.append(f"{letters} dead letters")
    make_console().print(f"{len(killer.kills)} kills", soft_wrap=True)
    return found


def bring(system: System, files: Sequence[Path], killer: Killer, every: float, chance: random.Random) -> None:
    """Import files one after the other; meanwhile a process is killed again and again, one of those that run."""
    with ThreadPoolExecutor(1) as threads:
        coming = threads.submit(lambda: [import_(system, file) for file in files])
        while every and not coming.done():
            killer.watch(every)
            if running := [name for name in VICTIMS if system.pid(name)]:
                killer.kill(chance.choice(running))
        coming.result()
    eventually(killer.all_are_back, LONGEST_RETURN)


def import_(system: System, file: Path) -> None:
    """Import a file, with a table of the rejected rows beside the home."""
    rejects = system.home.with_name("rejects.csv")
    kapok("import", "--home", system.home, "--rejects", rejects, file, seconds=LONGEST_IMPORT)


def report(system: System, day: dt.date = LAST_DAY) -> object:
    """The report of a day, once nothing is in flight."""
    file = system.home.with_name("report.json")
    kapok("status", "--home", system.home, "--wait-idle", str(LONGEST_REST), seconds=LONGEST_REST + 60)
    kapok("report", "--home", system.home, "--json", file, "--as-of", day.isoformat())
    return json.loads(file.read_text())


def main() -> None:
    """Parse the command line and run a year after the other."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("seeds", nargs="+", type=int, metavar="SEED", help="of a year, of the orders and of the kills")
    parser.add_argument("--scale", type=float, default=0.02, help="of the years; at 1 a year is that of the province")
    parser.add_argument("--every", type=float, default=30.0, help="seconds from one kill to the next; 0 kills nothing")
    asked = parser.parse_args()
    console, differ = make_console(), 0
    for seed in asked.seeds:
        begun = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="kapok-years-", ignore_cleanup_errors=True) as folder:
            found = shortcomings(Path(folder), asked.scale, seed, asked.every)
        for line in found[:SHOWN]:
            console.print(line, soft_wrap=True, highlight=False)
        took = time.monotonic() - begun
        console.print(f"seed {seed}, scale {asked.scale}: {len(found)} differences and dead letters, {took:.0f} s")
        differ += bool(found)
    sys.exit(1 if differ else 0)


if __name__ == "__main__":
    main()
