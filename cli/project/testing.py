"""Running pytest, with coverage of all the processes that the tests start."""

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


def run(folders: Sequence[str], options: Sequence[str]) -> bool:
    """Run the tests of the folders in this order; whether they pass."""
    return _python(_pytest(folders, options))


def run_beside_an_engine(folders: Sequence[str], options: Sequence[str]) -> bool:
    """The same, with a Docker engine: that of the machine, or one that is there only meanwhile."""
    command = [str(ROOT / ".ci" / "engine"), PYTHON, *_pytest(folders, options)]
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0


def run_covered(folders: Sequence[str], say: Callable[[str], None]) -> bool:
    """The same, and whether the branch coverage is enough. The last line is pytest's count."""
    STATE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="coverage-", dir=STATE) as folder:
        environment = {"COVERAGE_FILE": str(Path(folder, "data"))}
        results = Path(folder, "results.xml")
        # Following greenlets in this process went round in circles for ever now and then. Only the processes that the
        # tests start have any; tests/coverage_of_processes.py tells those.
        covered = ["-m", "coverage", "run", "--concurrency=thread"]
        passed = _python([*covered, *_pytest(folders, [f"--junitxml={results}"])], environment)
        _python(["-m", "coverage", "combine", "--quiet"], environment)
        report = ["-m", "coverage", "report", f"--include={COVERED}", f"--fail-under={LEAST_COVERAGE}"]
        enough = _python(report, environment)
        say(_count(results))
    return passed and enough


def _pytest(folders: Sequence[str], options: Sequence[str]) -> list[str]:
    return ["-m", "pytest", *(str(Path("tests", folder)) for folder in folders), *options]


def _python(arguments: Sequence[str], environment: dict[str, str] | None = None) -> bool:
    merged = {**os.environ, **(environment or {})}
    return subprocess.run([PYTHON, *arguments], cwd=ROOT, env=merged, check=False).returncode == 0


def _count(results: Path) -> str:
    """pytest's count again, since the coverage stands between it and the end."""
    if not results.exists():
        return "pytest did not come to its end"
    suite = next(ElementTree.parse(results).iter("testsuite"))  # noqa: S314 (we wrote it)
    count = {name: int(suite.get(name, 0)) for name in ("tests", "failures", "errors", "skipped")}
    bad = count["failures"] + count["errors"]
    parts = {"failed": bad, "passed": count["tests"] - bad - count["skipped"], "skipped": count["skipped"]}
    words = ", ".join(f"{number} {what}" for what, number in parts.items() if number)
    return f"{words or 'no tests'} in {float(suite.get('time', 0)):.0f} s"
