"""A process that cannot start says why in one line, and does not ask to be started again."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from cli.paths import ROOT

WRONG = ("STORE_URI", "HTTP_PORT", "SEALING_KEYS")


@pytest.mark.parametrize("module", ["runner.api", "runner.worker", "runner.migrate"])
def test_an_environment_that_is_not_usable_is_one_line(module: str) -> None:
    """With every variable that is wrong, as JSON like all lines, and exit code 2; of a value it says nothing."""
    broken = {"PYTHONPATH": str(ROOT), "KAPOK_HTTP_PORT": "many", "KAPOK_SEALING_KEYS": "a-secret"}
    words = [sys.executable, "-W", "ignore", "-m", module]
    done = subprocess.run(words, env=broken, cwd=ROOT, capture_output=True, text=True, check=False)

    (line,) = done.stderr.splitlines()
    said = json.loads(line)
    assert (2, "critical", "the process cannot start") == (done.returncode, said["level"], said["event"])
    assert [name for name in WRONG if name not in said["reason"]] == []
    assert "a-secret" not in line
