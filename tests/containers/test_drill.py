"""Everything that can happen to containers, in one run, while a season comes in."""

from __future__ import annotations

import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest

from cli.terminal.tables import make_console, table
from tests import reference
from tests.commands import make_season
from tests.comparison import differences
from tests.containers.containers import LONGEST, PROCESSES, Containers

SCALE, SEED = 0.3, 30
CUT_SECONDS = 30
WORKER = "hours-worker"
APIS = [name for name in PROCESSES if name.endswith("-api")]
WORKERS = [name for name in PROCESSES if name.endswith("-worker")]


@dataclass
class Drill:
    """What was done when, while an import went on."""

    containers: Containers
    season: Path
    begun: float = field(default_factory=time.monotonic)
    done: list[tuple[float, str, float, int]] = field(default_factory=list)
    imports: int = 0

    @contextmanager
    def during_an_import(self) -> Iterator[None]:
        """The season comes in meanwhile. Where it is all there too early it comes in again, which changes nothing."""
        with ExitStack() as self._stack:
            self._import()
            yield
            self._end_of_import()

    def do(self, what: str, action: Callable[[], object]) -> None:
        """One thing, and how long it took."""
        if self._process.poll() is not None:
            self._end_of_import()
            self._import()
        begun = time.monotonic()
        action()
        self.done.append((begun - self.begun, what, time.monotonic() - begun, self.imports))

    def cut_off(self) -> None:
        """A worker is alone for half a minute, which is what this is about."""
        container = self.containers.containers(WORKER)[0]
        self.containers.cut_off(container, WORKER)
        time.sleep(CUT_SECONDS)
        self.containers.reconnect(container, WORKER)

    def scale(self, count: int) -> None:
        """More or fewer of a worker."""
        self.containers.compose("up", "-d", "--no-build", "--no-recreate", "--scale", f"{WORKER}={count}")
        assert len(self.containers.containers(WORKER)) == count

    def _import(self) -> None:
        self._process = self._stack.enter_context(self.containers.importing(self.season))
        self.imports += 1

    def _end_of_import(self) -> None:
        output, _ = self._process.communicate(timeout=LONGEST)
        assert self._process.returncode == 0, output

    _process: subprocess.Popen[str] = field(init=False)
    _stack: ExitStack = field(init=False)


def test_nothing_is_lost(images: Containers, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All ten killed, one scaled, one cut off, broker and store restarted: the report is the undisturbed one."""
    make_season(tmp_path, SCALE, SEED)
    images.begin_anew()
    drill = Drill(images, tmp_path)
    with drill.during_an_import():
        for name in WORKERS:
            drill.do(f"killed {name}", partial(images.kill, name))
        drill.do("restarted the broker", partial(images.compose, "restart", "broker"))
        drill.do("restarted the store", partial(images.compose, "restart", "store"))
        drill.do(f"scaled {WORKER} to 3", partial(drill.scale, 3))
        for name in APIS:
            drill.do(f"killed {name}", partial(images.kill, name))
        drill.do(f"cut one {WORKER} off for {CUT_SECONDS} s", drill.cut_off)
        drill.do(f"scaled {WORKER} to 1", partial(drill.scale, 1))
    imported = time.monotonic() - drill.begun
    letters = images.status()["dead_letters"]
    rest = time.monotonic() - drill.begun
    expected, found = reference.report(tmp_path), images.report()
    lost = differences(expected, found)
    with capsys.disabled():
        show(drill, imported, rest)
        outcomes = Counter(found["attendance"].values())
        console = make_console()
        console.print(f"{sum(outcomes.values()):,} attendances, of these {outcomes['credited']:,} credited")
        console.print(f"lost or different: {len(lost)}; dead letters: {letters}")
    assert lost == []
    assert letters == 0


def show(drill: Drill, imported: float, rest: float) -> None:
    """A table of what was done."""
    rows = table("The drill, during the import of a season", "second:", "what", "took s:", "import:")
    for at, what, took, number in drill.done:
        rows.add_row(f"{at:.0f}", what, f"{took:.1f}", str(number))
    rows.add_section()
    rows.add_row(f"{imported:.0f}", "the import had ended", "", "")
    rows.add_row(f"{rest:.0f}", "nothing was in flight any more", "", "")
    make_console().print(rows)
