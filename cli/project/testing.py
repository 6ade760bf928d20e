"""Running pytest, with coverage of it and of the services' processes that the tests start."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from xml.etree import ElementTree

from cli.paths import PYTHON, ROOT, STATE

LEAST_COVERAGE = 95
# What acceptance asks for; the rest is measured on the way but not held to the number.
COVERED = (
    "shared/*,runner/*,services/*/domain.py,services/*/domain/*,services/*/*/domain.py,services/registry/volunteers/*"
)


SIDE_BY_SIDE = ("unit", "contract", "integration", "system")
"""Levels whose files run side by side. Files of the others run one after another beside them: there much is waited for,
and what is killed would take twice as long if coverage followed it."""
LANES = (os.cpu_count() or 1) + 1
"""How many run at a time: one more than there are processors, since each waits for processes that it started."""
MEASURED: dict[Path, tuple[str, ...]] = {
    Path("tests", "faults", "test_stopping.py"): (),
    Path("tests", "integration", "registry", "test_identity_deadline.py"): ("-n", "2", "--dist", "load"),
}
"""What asserts how long something takes has the machine for itself, after all others, each file with these options.
Where a test does hardly more than wait, two of them do not take longer than one."""


@dataclass(frozen=True)
class Part:
    """A run of pytest."""

    paths: tuple[Path, ...]
    options: tuple[str, ...] = ()
    is_covered: bool = False

    def command(self, *options: str) -> list[str]:
        """What Python is told, without coverage."""
        return ["-m", "pytest", *map(str, self.paths), *self.options, *options]


def run(folders: Sequence[str], options: Sequence[str]) -> bool:
    """Run the tests of the folders; whether they pass. With options it is one run, as the options are meant."""
    if options:
        return _at_once([Part(_paths(folders)).command(*options)])
    passed = [_at_once([part.command() for part in stage]) for stage in stages(folders)]
    return all(passed)


def run_beside_an_engine(folders: Sequence[str], options: Sequence[str]) -> bool:
    """The same, with a Docker engine: that of the machine, or one that is there only meanwhile."""
    command = [str(ROOT / ".ci" / "engine"), PYTHON, *Part(_paths(folders)).command(*options)]
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0


def run_covered(folders: Sequence[str], say: Callable[[str], None]) -> bool:
    """The same, and whether the branch coverage is enough. The last line is pytest's count."""
    STATE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="coverage-", dir=STATE) as folder:
        environment = {"COVERAGE_FILE": str(Path(folder, "data"))}
        runs = stages(folders)
        results = {part: Path(folder, f"{number}.xml") for number, part in enumerate(chain.from_iterable(runs))}
        begun = time.monotonic()
        passed = [_at_once([_covering(part, results[part]) for part in stage], environment) for stage in runs]
        seconds = time.monotonic() - begun
        _python(["-m", "coverage", "combine", "--quiet"], environment)
        report = ["-m", "coverage", "report", f"--include={COVERED}", f"--fail-under={LEAST_COVERAGE}"]
        enough = _python(report, environment)
        say(_count(list(results.values()), seconds))
    return all(passed) and enough


def stages(folders: Sequence[str]) -> list[list[Part]]:
    """The runs of pytest that the folders take, one stage after another; those of one stage go on at the same time."""
    # The longest first (tests/conftest.py too), so that no processor is idle while another is at its last file.
    beside = _paths([folder for folder in reversed(SIDE_BY_SIDE) if folder in folders])
    others = _paths([folder for folder in folders if folder not in SIDE_BY_SIDE])
    lanes = ("-n", str(LANES), "--dist", "loadfile", "--no-loadscope-reorder")
    later = tuple(f"--ignore={one}" for one in MEASURED)
    first = [Part(beside, (*lanes, *later), is_covered=True), Part(others, later)]
    last = [[Part((one,), options)] for one, options in MEASURED.items() if one.parts[1] in folders]
    return [stage for stage in ([part for part in first if part.paths], *last) if stage]


def _paths(folders: Sequence[str]) -> tuple[Path, ...]:
    return tuple(Path("tests", folder) for folder in folders)


def _covering(part: Part, results: Path) -> list[str]:
    covering = ["-m", "coverage", "run"] if part.is_covered else []
    return [*covering, *part.command(f"--junitxml={results}")]


def _at_once(commands: Sequence[Sequence[str]], environment: dict[str, str] | None = None) -> bool:
    """Run them side by side; the first one's words are shown as they come, the others' when they have ended."""
    first, *others = commands
    with ThreadPoolExecutor(len(commands)) as threads:
        beside = [threads.submit(_told_later, one) for one in others]
        passed = [_python(first, environment)]
        for done in (one.result() for one in beside):
            sys.stdout.write(done.stdout)
            passed.append(done.returncode == 0)
    return all(passed)


def _told_later(arguments: Sequence[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PYTHON, *arguments], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )


def _python(arguments: Sequence[str], environment: dict[str, str] | None = None) -> bool:
    merged = {**os.environ, **(environment or {})}
    return subprocess.run([PYTHON, *arguments], cwd=ROOT, env=merged, check=False).returncode == 0


def _count(results: Sequence[Path], seconds: float) -> str:
    """pytest's count again, of all its runs, since the coverage stands between it and the end."""
    if not all(one.exists() for one in results):
        return "pytest did not come to its end"
    suites = [next(ElementTree.parse(one).iter("testsuite")) for one in results]  # noqa: S314 (we wrote it)
    names = ("tests", "failures", "errors", "skipped")
    count = {name: sum(int(suite.get(name, 0)) for suite in suites) for name in names}
    bad = count["failures"] + count["errors"]
    parts = {"failed": bad, "passed": count["tests"] - bad - count["skipped"], "skipped": count["skipped"]}
    words = ", ".join(f"{number} {what}" for what, number in parts.items() if number)
    return f"{words or 'no tests'} in {seconds:.0f} s"
