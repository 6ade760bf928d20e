"""A season through the commands: import, report, roster and demo, on real input."""

from __future__ import annotations

import csv
import datetime as dt
import json
import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cli.commands.demo import demo
from cli.paths import SAMPLE
from cli.policies import adopting, versions
from cli.talking.api import Api
from cli.terminal.errors import CommandError
from shared import clock
from tests import reference, reference_roster
from tests.commands import System, kapok, make_season, run, running_system
from tests.comparison import differences


@pytest.fixture
def own(tmp_path: Path) -> Iterator[System]:
    """A system whose figures are this test's alone."""
    with running_system(tmp_path / "home") as running:
        yield running


@pytest.fixture(scope="module")
def season(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small season, other than the sample."""
    folder = Path(tmp_path_factory.mktemp("season"))
    make_season(folder, 0.03, 7)
    return folder


def report_of(system: System, file: Path) -> dict[str, Any]:
    """The report of a system, once nothing is in flight."""
    kapok("status", "--home", system.home, "--wait-idle", "600")
    kapok("report", "--home", system.home, "--json", file)
    found: dict[str, Any] = json.loads(file.read_text())
    return found


def test_any_order_twice_and_a_killed_worker_give_the_same_figures(own: System, season: Path, tmp_path: Path) -> None:
    """Attendance first, then all else file by file, the worker killed amidst; then all again; the roster."""
    shuffled = tmp_path / "shuffled"
    shuffled.mkdir()
    for file in season.glob("*.csv"):
        header, *rows = file.read_text(encoding="utf-8").splitlines(keepends=True)
        if file.name != "attendance.csv":  # of two rows with one reference the first to arrive stays
            random.Random(1).shuffle(rows)
        (shuffled / file.name).write_text(header + "".join(rows), encoding="utf-8")
    kapok("import", "--home", own.home, shuffled / "attendance.csv")
    own.kill("worker")
    for file in sorted(shuffled.glob("*.csv"), reverse=True):
        kapok("import", "--home", own.home, file)
    expected = reference.report(season)
    first = report_of(own, tmp_path / "first.json")
    assert differences(expected, first) == []
    kapok("import", "--home", own.home, season)
    assert report_of(own, tmp_path / "second.json") == first
    kapok("roster", "--home", own.home, "--json", tmp_path / "roster.json")
    roster = json.loads((tmp_path / "roster.json").read_text())
    assert {name: roster[name] for name in ("filled", "total_cost")} == reference_roster.optimum(season)
    assert_a_version_is_simulated(own, first, tmp_path)


def assert_a_version_is_simulated(system: System, report: dict[str, Any], folder: Path) -> None:
    """120 hours for the first star: checked, compared, and exactly those lose it who have fewer."""
    file, losing = folder / "versions.csv", folder / "losing.csv"
    first = clock.today() + dt.timedelta(days=30)
    heading = "policy_version_ref,name,version,holds_from,thresholds"
    file.write_text(f"{heading}\nstars-2,stars/national,2,{first},7200|18000|36000|60000|90000\n", encoding="utf-8")
    kapok("policy", "check", "--home", system.home, file)
    assert "7200" in kapok("policy", "diff", "--home", system.home, file)
    assert "stars-2" in kapok("policy", "simulate", "--home", system.home, file, "--csv", losing)
    with losing.open(encoding="utf-8-sig", newline="") as lines:
        found = sorted((one["what"], one["before"], one["after"]) for one in csv.DictReader(lines))
    minutes = [one["minutes"] for one in report["volunteers"].values() if "minutes" in one]
    assert found == [("stars", "1", "0")] * sum(6_000 <= one < 7_200 for one in minutes)
    assert found
    tilts = folder / "tilts.csv"
    heading_of_tilts = "tilt_version_ref,version,holds_from,county_outside_delta,outside_delta,in_delta"
    tilts.write_text(f"{heading_of_tilts}\ntilt-2,2,{first},9,2,1\n", encoding="utf-8")
    with Api(system.own_home, "policy", versions.SCOPES) as api:
        assert [] == versions.faults(api, tilts)
        changed = [one[2:] for one in versions.differences(api, tilts)]
    assert [("version", 1, 2), ("county_outside_delta", 3, 9)] == changed
    assert_two_adopt(system, tilts)
    file.write_text(f"{heading}\nstars-4,stars/national,4,2018-01-01,7200|18000\n", encoding="utf-8")
    assert "lies before today" in kapok("policy", "check", "--home", system.home, file, code=1)


def assert_two_adopt(system: System, tilts: Path) -> None:
    """Proposed by one person, adopted by another as the file says it, once; by nobody whose file says otherwise."""
    other = tilts.with_name("other.csv")
    other.write_text(tilts.read_text(encoding="utf-8").replace(",9,2,1", ",8,2,1"), encoding="utf-8")
    assert "tilt-2" in kapok("policy", "propose", "--home", system.home, "--as", "chen-1", tilts)
    kapok("policy", "adopt", "--home", system.home, "--as", "chen-1", tilts, code=1)
    with Api(system.own_home, "li-2", adopting.SCOPES) as api:
        with pytest.raises(CommandError, match="county_outside_delta: 9 ≠ 8"):
            adopting.adopt(api, other)
        assert ["held:adoption"] == [one["outcome"] for one in api.get("/matching/v1/tilt-versions")["tilt_versions"]]
        once, again = (adopting.adopt(api, tilts) for _ in range(2))
        assert once == again
        held = api.get("/matching/v1/policies")
    assert [("chen-1", "li-2")] == [(one.proposed_by, one.adopted_by) for one in once]
    assert [1, 2] == [one["version"] for one in held if one["name"] == "tilt/guangdong"]


def test_bad_input_is_refused_and_the_rest_goes_in(system: System, tmp_path: Path) -> None:
    """A wrong file whole, with what was expected; a malformed row with its number, field and reason."""
    (tmp_path / "posts.csv").write_text("post_ref,title\np-1,x\n")
    (tmp_path / "organisations.csv").write_bytes("organisation_ref,名\n".encode("gbk"))
    (tmp_path / "sites.csv").write_text(
        "latitude,longitude,site_ref,name,kind,region_code\n23.1,113.2,bad-1,站,port,440100\nnorth,113.2,bad-2,站,port,440100\n"
    )
    done = run("import", "--home", system.home, tmp_path, tmp_path / "sites.csv", "--rejects", tmp_path / "rejects.csv")
    assert done.returncode == 1
    assert "posts.csv: wrong columns in row 1 (missing: project_ref, " in done.stdout
    assert "organisations.csv: not UTF-8, read as GB18030; wrong columns in row 1 (missing: name, " in done.stdout
    assert "1 accepted, 1 rejected" in done.stdout
    with (tmp_path / "rejects.csv").open(encoding="utf-8-sig", newline="") as lines:
        rejects = [(row["rejected_file"], row["rejected_row"], row["rejected_field"]) for row in csv.DictReader(lines)]
    assert rejects == [("sites.csv", "3", "latitude")]


def test_the_roster_is_written_for_programs(system: System, tmp_path: Path) -> None:
    """With exactly the promised keys, and figures that belong to the assignments."""
    shown = kapok("roster", "--home", system.home, "--json", tmp_path / "roster.json")
    roster = json.loads((tmp_path / "roster.json").read_text())
    assert list(roster) == ["assignments", "filled", "places", "covered_shifts", "shifts", "total_cost"]
    assert len(roster["assignments"]) == roster["filled"]
    assert len({shift for shift, _ in roster["assignments"]}) == roster["covered_shifts"]
    assert all(word in shown for word in ("optimal", "greedy", "random"))


def test_the_demo_gives_the_expected_report(season: Path, tmp_path: Path) -> None:
    """A season from its files to its figures, on a system that is gone afterwards; by default it is the sample."""
    assert SAMPLE == next(option.default for option in demo.params if option.name == "data")
    shown = kapok("demo", "--data", season, "--home", tmp_path / "demo", "--report", tmp_path / "out.json")
    assert differences(reference.report(season), json.loads((tmp_path / "out.json").read_text())) == []
    assert (tmp_path / "out.json.rejects.csv").exists()
    assert all(word in shown for word in ("credited", "Points by city", "optimal", "rows worked off"))
    assert run("status", "--home", tmp_path / "demo").returncode == 1
    shutil.rmtree(tmp_path / "demo")
