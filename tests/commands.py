"""`./kapok` as a user types it, and a system that runs for as long as a test needs it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cli.paths import ROOT
from cli.stack import leftovers, supervisor
from cli.stack.waiting import wait_until
from cli.systems import home as homes
from cli.systems.home import Home
from tests.processes import eventually, free_port

KAPOK = ROOT / "kapok"
GENERATOR = ROOT / "samples" / "make_warm_winter.py"
START_SECONDS, STOP_SECONDS, LONGEST = 300, 120, 900
"""When waiting for a system to start or stop, or for a command is in vain: no promise, and room for a busy machine."""


def kapok(*words: str | Path, code: int = 0, seconds: float = LONGEST) -> str:
    """What a command prints on standard output, after it ended with the exit code that was expected."""
    done = run(*words, seconds=seconds)
    assert done.returncode == code, f"exit code {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def run(*words: str | Path, seconds: float = LONGEST) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    command = [str(word) for word in (KAPOK, *words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)


def make_season(folder: Path, scale: float, seed: int) -> None:
    """A season of a size, drawn by a seed."""
    command = [sys.executable, GENERATOR, folder, "--scale", str(scale), "--seed", str(seed)]
    subprocess.run(command, check=True)


class System:
    """A system that `./kapok up` runs in a home."""

    def __init__(self, home: Path, port: int | None = None) -> None:
        self.home, self.port = home, port or free_port()
        self.output = home.with_name(f"{home.name}.output")
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [KAPOK, "up", "--home", home, "--port", str(self.port)], stdout=output, stderr=subprocess.STDOUT
            )

    @property
    def address(self) -> str:
        """Where its API answers."""
        return f"http://127.0.0.1:{self.port}"

    def said(self) -> str:
        """What `up` has printed so far."""
        return self.output.read_text()

    def wait_until_up(self) -> None:
        """Until `up` says that the API answers."""

        def is_over() -> bool:
            return "The API answers" in self.said() or self.process.poll() is not None

        assert wait_until(is_over, START_SECONDS), self.said()
        assert self.process.poll() is None, self.said()

    def status(self) -> dict[str, Any]:
        """What `status --json` says."""
        found: dict[str, Any] = json.loads(run("status", "--home", self.home, "--json").stdout)
        return found

    @property
    def own_home(self) -> Home:
        """The home, with its ports."""
        return homes.read(self.home)

    def pid(self, name: str) -> int:
        """The number of a process of the system, 0 while it does not run."""
        found = supervisor.processes(self.own_home)
        return next((process.pid for process in found if process.name == name and process.runs), 0)

    def kill(self, name: str) -> int:
        """`kill -9` of a process of the system; its number."""
        pid = eventually(lambda: self.pid(name))
        os.kill(pid, signal.SIGKILL)
        return pid

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Tell `up` to stop; its exit code."""
        self.process.send_signal(number)
        return self.process.wait(STOP_SECONDS)

    def is_gone(self) -> bool:
        """Whether nothing of the home runs any more."""
        return leftovers.find(self.home) == []


@contextmanager
def running_system(home: Path) -> Iterator[System]:
    """A system that is up, and nothing left of it afterwards, however the test ends."""
    system = System(home)
    try:
        system.wait_until_up()
        yield system
    finally:
        system.process.kill()
        system.process.wait()
        leftovers.kill(home)
