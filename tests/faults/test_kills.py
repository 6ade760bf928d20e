"""Every process of a running system killed with -9 during an import: every figure is as if nothing had happened."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path

from cli.paths import ROOT
from tests import reference
from tests.commands import kapok, running_system
from tests.processes import eventually
from tests.system.test_cli_season import assert_same

GENERATOR = ROOT / "samples" / "make_warm_winter.py"
VICTIMS = ("worker", "api", "broker", "store", "worker")


def test_whatever_is_killed_the_report_is_the_same(tmp_path: Path) -> None:
    """One after the other, each as soon as the one before is up again, while a season comes in."""
    season = tmp_path / "season"
    subprocess.run([sys.executable, GENERATOR, season, "--scale", "0.03", "--seed", "11"], check=True)
    with running_system(tmp_path / "home") as system:
        importing = threading.Thread(target=kapok, args=("import", "--home", system.home, season))
        importing.start()
        for victim in VICTIMS:
            before = system.kill(victim)
            eventually(lambda: system.pid(victim) not in (0, before), 60)  # noqa: B023
        importing.join()
        kapok("import", "--home", system.home, season)
        kapok("status", "--home", system.home, "--wait-idle", "300", seconds=400)
        kapok("report", "--home", system.home, "--json", tmp_path / "report.json")
        assert_same(reference.report(season), json.loads((tmp_path / "report.json").read_text()))
        assert json.loads(kapok("status", "--home", system.home, "--json"))["dead_letters"] == 0
