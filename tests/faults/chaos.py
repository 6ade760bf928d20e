"""`python -m tests.faults.chaos`: a season comes in while processes of the running system are killed with -9.

It prints what was killed when and how long each was gone, and how the report differs from the one that a separate
program (tests/reference.py) reads from the season's files. The exit code is 0 when nothing differs.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from cli.systems.home import Home
from cli.talking.probe import answers_amqp, answers_commands
from cli.terminal.tables import make_console, table
from tests import reference
from tests.commands import KAPOK, System, kapok, make_season, running_system
from tests.comparison import differences
from tests.processes import CLEAR, eventually

VICTIMS = ("worker", "api", "broker", "store")
PAUSE = 0.1
LONGEST_RETURN, LONGEST_IMPORT, LONGEST_REST = 120.0, 1_800.0, 1_800
SHOWN = 20


@dataclass
class Kill:
    """A process that was killed: when it was, and when its successor answered; None while none has."""

    name: str
    pid: int
    at: float
    back_at: float | None = None


class Killer:
    """Kills processes of a system, and watches them come back."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.kills: list[Kill] = []
        self._answers = probes(system.own_home)

    def kill(self, name: str) -> Kill:
        """`kill -9`."""
        self.kills.append(Kill(name, self.system.kill(name), time.monotonic()))
        return self.kills[-1]

    def storm(self, seconds: float, every: float, chance: random.Random) -> None:
        """Kill a process at random, one of those that run, again and again; then wait until all are back."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.watch(every)
            running = [name for name in VICTIMS if self.system.pid(name)]
            if running:
                self.kill(chance.choice(running))
        eventually(self.all_are_back, LONGEST_RETURN)

    def watch(self, seconds: float) -> None:
        """Look for that long at who is back."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.all_are_back()
            time.sleep(PAUSE)

    def all_are_back(self) -> bool:
        """Whether everything that was killed answers again."""
        last = {kill.name: kill for kill in self.kills}
        for name, kill in last.items():
            if kill.back_at is None and self.system.pid(name) not in (0, kill.pid) and self._answers[name]():
                kill.back_at = time.monotonic()
        return all(kill.back_at for kill in last.values())


def probes(home: Home) -> dict[str, Callable[[], bool]]:
    """How each process is asked whether it is there; not whether all that it needs is there too."""
    return {
        "worker": lambda: _answers_http(f"http://127.0.0.1:{home.ports['worker_ops']}/livez"),
        "api": lambda: _answers_http(f"{home.http_uri}/hours/v1/openapi.json"),
        "broker": lambda: answers_amqp(home.ports["broker"]),
        "store": lambda: answers_commands(home.store_uri),
    }


@contextmanager
def importing(system: System, season: Path) -> Iterator[Path]:
    """An import that goes on meanwhile; it is over, and without a failure, when the block is left. What it says."""
    said = system.home.with_name("import.output")
    with said.open("w") as output:
        command = [KAPOK, "import", "--home", system.home, season]
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
    try:
        yield said
        assert process.wait(LONGEST_IMPORT) == 0, said.read_text()
    finally:
        process.kill()
        process.wait()


def shortcomings(system: System, season: Path) -> list[str]:
    """What is not as it would be if nothing had been killed, once the system is idle."""
    report = system.home.with_name("report.json")
    kapok("status", "--home", system.home, "--wait-idle", str(LONGEST_REST), seconds=LONGEST_REST + 60)
    kapok("report", "--home", system.home, "--json", report)
    found = differences(reference.report(season), json.loads(report.read_text()))
    letters = system.status()["dead_letters"]
    return found + ([f"{letters} dead letters"] if letters else [])


def run(folder: Path, scale: float, seconds: float, every: float, seed: int) -> bool:
    """The whole of it, told on the console; whether everything is as if nothing had happened."""
    console = make_console()
    season = folder / "season"
    make_season(season, scale, seed)
    with running_system(folder / "home") as system:
        killer, begun = Killer(system), time.monotonic()
        try:
            with importing(system, season) as said:
                killer.storm(seconds, every, random.Random(seed))
            console.print(said.read_text(), soft_wrap=True)
            imported = time.monotonic()
            found = shortcomings(system, season)
        finally:
            show(killer.kills, begun)
        took, rested = imported - begun, time.monotonic() - begun
        console.print(f"{len(killer.kills)} kills; the import took {took:.0f} s, until rest and report {rested:.0f} s")
    for line in found[:SHOWN]:
        console.print(line, soft_wrap=True)
    rows = sum(1 for _ in (season / "attendance.csv").open()) - 1
    console.print(f"{len(found)} differences and dead letters, in a season of {rows:,} attendance rows")
    return not found


def show(kills: list[Kill], begun: float) -> None:
    """A table of the kills."""
    rows = table("Killed with -9", "second:", "process", "pid:", "answered after s:")
    for kill in kills:
        gone = f"{kill.back_at - kill.at:.1f}" if kill.back_at else "killed again before"
        rows.add_row(f"{kill.at - begun:.0f}", kill.name, str(kill.pid), gone)
    make_console().print(rows)


def _answers_http(address: str) -> bool:
    try:
        return httpx.get(address, timeout=2, trust_env=False, verify=CLEAR).is_success
    except httpx.TransportError:
        return False


def main() -> None:
    """Parse the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scale", type=float, default=1.0, help="of the season; 1 has 32,500 attendance rows")
    parser.add_argument("--seconds", type=float, default=120.0, help="how long processes are killed")
    parser.add_argument("--every", type=float, default=5.0, help="seconds from one kill to the next")
    parser.add_argument("--seed", type=int, default=2018, help="of the season and of the choice of victims")
    parser.add_argument("--home", type=Path, metavar="DIR", help="an empty folder to keep; by default a temporary one")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kapok-chaos-", ignore_cleanup_errors=True) as temporary:
        folder = asked.home or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        sys.exit(0 if run(folder, asked.scale, asked.seconds, asked.every, asked.seed) else 1)


if __name__ == "__main__":
    main()
