"""Running pytest, with coverage of all the processes that the tests start."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from cli.paths import PYTHON, ROOT, STATE

LEAST_COVERAGE = 95
# What acceptance asks for; the rest is measured on the way but not held to the number.
COVERED = "shared/*,services/*/domain.py,services/*/domain/*"


def run(folders: Sequence[str], options: Sequence[str], *, covered: bool) -> bool:
    """Run the tests of the folders in this order; whether they, and the coverage, pass."""
    arguments = ["-m", "pytest", *(str(Path("tests", folder)) for folder in folders), *options]
    if not covered:
        return _python(arguments)
    STATE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="coverage-", dir=STATE) as folder:
        environment = {"COVERAGE_FILE": str(Path(folder, "data"))}
        passed = _python(["-m", "coverage", "run", *arguments], environment)
        _python(["-m", "coverage", "combine", "--quiet"], environment)
        report = ["-m", "coverage", "report", f"--include={COVERED}", f"--fail-under={LEAST_COVERAGE}"]
        return _python(report, environment) and passed


def _python(arguments: Sequence[str], environment: dict[str, str] | None = None) -> bool:
    merged = {**os.environ, **(environment or {})}
    return subprocess.run([PYTHON, *arguments], cwd=ROOT, env=merged, check=False).returncode == 0
