"""A season through the edge, with all services and with one of them away: what the others lose by it."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from cli.paths import SAMPLE
from cli.terminal.tables import make_console, table
from tests.comparison import differences
from tests.containers.containers import Containers

AWAY = "incentives"
REST = Path(__file__).with_name("rest.py")
EXPECTED = json.loads((SAMPLE / "expected.json").read_text())


def seconds_of_others(containers: Containers, *away: str) -> float:
    """From the first row of the sample season until nothing is in flight that concerns the services that are there.

    What was away is started afterwards; then all must be as if it had been there.
    """
    containers.begin_anew()
    if away:
        containers.compose("stop", *away)
    begun = time.monotonic()
    containers.import_season(SAMPLE)
    containers.python(REST, AWAY, "600")
    seconds = time.monotonic() - begun
    if away:
        containers.compose("start", *away)
    assert containers.status()["dead_letters"] == 0
    assert differences(EXPECTED, containers.report()) == []
    return seconds


def test_a_season_comes_out_right_and_a_missing_service_stops_nobody(
    images: Containers, capsys: pytest.CaptureFixture[str]
) -> None:
    """Incentives stopped for the whole import and started afterwards: the others came to rest, and the end is the same.

    How fast they were is shown, and not judged: what else the machine does counts for more in a single run.
    """
    normal = seconds_of_others(images)
    without = seconds_of_others(images, f"{AWAY}-api", f"{AWAY}-worker")
    with capsys.disabled():
        shown = table(f"The other services while {AWAY} is away", "", "seconds:", "throughput:")
        shown.add_row("all services", f"{normal:.1f}", "1.00")
        shown.add_row(f"without {AWAY}", f"{without:.1f}", f"{normal / without:.2f}")
        make_console().print(shown)
