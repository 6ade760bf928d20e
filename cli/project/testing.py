"""Running pytest, with coverage of it and of the services' processes that the tests start."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from xml.etree import ElementTree

from cli.paths import PYTHON, ROOT, STATE

LEAST_COVERAGE = 95
# What acceptance asks for; the rest is measured on the way but not held to the number.
COVERED = (
    "shared/*,runner/*,services/*/domain.py,services/*/domain/*,services/*/*/domain.py,services/registry/volunteers/*"
)


SIDE_BY_SIDE = ("unit", "contract", "integration", "system")
"""Levels whose files run side by side, one on each processor; a system waits for much, and another one works meanwhile.
In the others it is measured how long it takes until something is noticed or ended: that wants a machine for itself."""


def run(folders: Sequence[str], options: Sequence[str]) -> bool:
    """Run the tests of the folders; whether they pass. With options it is one run, as the options are meant."""
    if options:
        return _python(_pytest(folders, options))
    passed = [_python(_pytest(*part)) for part in _parts(folders)]
    return all(passed)


def run_beside_an_engine(folders: Sequence[str], options: Sequence[str]) -> bool:
    """The same, with a Docker engine: that of the machine, or one that is there only meanwhile."""
    command = [str(ROOT / ".ci" / "engine"), PYTHON, *_pytest(folders, options)]
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0


def run_covered(folders: Sequence[str], say: Callable[[str], None]) -> bool:
    """The same, and whether the branch coverage is enough. The last line is pytest's count."""
    STATE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="coverage-", dir=STATE) as folder:
        environment = {"COVERAGE_FILE": str(Path(folder, "data"))}
        parts = {Path(folder, f"{number}.xml"): part for number, part in enumerate(_parts(folders))}
        passed = [
            _python([*_covering(some), *_pytest(some, [*options, f"--junitxml={results}"])], environment)
            for results, (some, options) in parts.items()
        ]
        _python(["-m", "coverage", "combine", "--quiet"], environment)
        report = ["-m", "coverage", "report", f"--include={COVERED}", f"--fail-under={LEAST_COVERAGE}"]
        enough = _python(report, environment)
        say(_count(list(parts)))
    return all(passed) and enough


def _parts(folders: Sequence[str]) -> list[tuple[list[str], list[str]]]:
    """The runs of pytest that the folders take, each with its options."""
    # The longest first, so that no processor is idle while another is at its last file.
    beside = [folder for folder in reversed(SIDE_BY_SIDE) if folder in folders]
    alone = [folder for folder in folders if folder not in SIDE_BY_SIDE]
    lanes = ["-n", str(os.cpu_count() or 1), "--dist", "loadfile", "--no-loadscope-reorder"]
    return [part for part in ((beside, lanes), (alone, [])) if part[0]]


def _covering(folders: Sequence[str]) -> list[str]:
    """Faults happen to processes that are killed; to follow them takes half as long again, and adds nothing."""
    return ["-m", "coverage", "run"] if set(folders) & set(SIDE_BY_SIDE) else []


def _pytest(folders: Sequence[str], options: Sequence[str]) -> list[str]:
    return ["-m", "pytest", *(str(Path("tests", folder)) for folder in folders), *options]


def _python(arguments: Sequence[str], environment: dict[str, str] | None = None) -> bool:
    merged = {**os.environ, **(environment or {})}
    return subprocess.run([PYTHON, *arguments], cwd=ROOT, env=merged, check=False).returncode == 0


def _count(results: Sequence[Path]) -> str:
    """pytest's count again, of all its runs, since the coverage stands between it and the end."""
    if not all(one.exists() for one in results):
        return "pytest did not come to its end"
    suites = [next(ElementTree.parse(one).iter("testsuite")) for one in results]  # noqa: S314 (we wrote it)
    names = ("tests", "failures", "errors", "skipped")
    count = {name: sum(int(suite.get(name, 0)) for suite in suites) for name in names}
    bad = count["failures"] + count["errors"]
    parts = {"failed": bad, "passed": count["tests"] - bad - count["skipped"], "skipped": count["skipped"]}
    words = ", ".join(f"{number} {what}" for what, number in parts.items() if number)
    return f"{words or 'no tests'} in {sum(float(suite.get('time', 0)) for suite in suites):.0f} s"
