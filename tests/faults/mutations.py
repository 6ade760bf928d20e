"""`python -m tests.faults.mutations [WORDS...]`: breaks the product on purpose, and shows that tests notice.

Every process that the tests start is a mutant: `tests/faults/mutants.py` says of each what is broken, and which tests
must fail. First the same tests run with nothing broken, and must pass. The exit code is 1 when a mutant survives.
"""

# ruff: noqa: T201
from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from xml.etree import ElementTree

from tests.faults.mutants import MUTANTS
from tests.processes import MUTATION, ROOT

UNBROKEN = "(nothing)"


def main(words: Sequence[str]) -> int:
    """Run those mutants whose names have one of the words, or all."""
    wanted = {name: one for name, one in MUTANTS.items() if not words or any(word in name for word in words)}
    tests = dict.fromkeys(test for one in wanted.values() for test in one.tests)
    failed = {UNBROKEN: _failed(tests, {})}
    print(f"{UNBROKEN}: {len(tests)} tests, failed: {failed[UNBROKEN]}", flush=True)
    for name, one in wanted.items():
        failed[name] = _failed(one.tests, {MUTATION: name})
        print(f"{name}: {', '.join(map(' '.join, failed[name].items())) or 'SURVIVED'}", flush=True)
    width = max(map(len, failed))
    print("", f"{'mutation':{width}}  tests  failed", sep="\n")
    for name, found in failed.items():
        print(f"{name:{width}}  {len(tests if name == UNBROKEN else wanted[name].tests):5}  {len(found):6}")
    return int(bool(failed[UNBROKEN]) or any(not failed[name] for name in wanted))


def _failed(tests: Iterable[str], environment: dict[str, str]) -> dict[str, str]:
    """The tests that fail, and the first line of why."""
    with tempfile.TemporaryDirectory() as folder:
        results = Path(folder, "results.xml")
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={results}", *tests]
        done = subprocess.run(
            command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, check=False
        )
        if done.returncode not in (0, 1):
            raise SystemExit(done.stdout + done.stderr)
        cases = ElementTree.parse(results).iter("testcase")  # noqa: S314 (we wrote it)
        failures = {case.get("name", ""): case.find("failure") for case in cases}
        return {name: one.get("message", "").split("\n")[0] for name, one in failures.items() if one is not None}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
