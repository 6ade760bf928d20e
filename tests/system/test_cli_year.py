"""A year of the province through the commands, and two cities' seasons beside each other."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cli.paths import ROOT
from tests import reference
from tests.commands import System, kapok, make_season, running_system
from tests.comparison import differences

YEAR, DAY = ROOT / "samples" / "province_year", "2018-12-31"
CITIES = {"foshan": 7, "zhuhai": 8}
"""Sources, each with the seed of its season: the same references for other people."""
SHARED = "v-shared"


@pytest.fixture
def own(tmp_path: Path) -> Iterator[System]:
    """A system whose figures are this test's alone."""
    with running_system(tmp_path / "home") as running:
        yield running


def report_of(system: System, file: Path, *options: str) -> dict[str, Any]:
    """The report of a system, once nothing is in flight."""
    kapok("status", "--home", system.home, "--wait-idle", "300")
    kapok("report", "--home", system.home, "--json", file, *options)
    found: dict[str, Any] = json.loads(file.read_text())
    return found


def unlike(expected: Any, found: Any, path: str = "") -> list[str]:
    """Where two reports differ, a line for each place."""
    if not (isinstance(expected, dict) and isinstance(found, dict)):
        return [] if expected == found else [f"{path}: expected {expected}, found {found}"]
    names = sorted(expected.keys() | found.keys())
    return [line for name in names for line in unlike(expected.get(name), found.get(name), f"{path}/{name}")]


def test_a_year_in_any_order_twice_with_a_killed_worker(own: System, tmp_path: Path) -> None:
    """File by file in a drawn order, the worker killed amidst: every key as expected, and all again changes none."""
    files = sorted(YEAR.glob("*.csv"))
    random.Random(20).shuffle(files)
    for number, file in enumerate(files):
        kapok("import", "--home", own.home, file)
        if number == len(files) // 2:
            own.kill("worker")
    expected = json.loads((YEAR / "expected.json").read_text())
    assert [] == unlike(expected, report_of(own, tmp_path / "first.json", "--as-of", DAY))
    kapok("import", "--home", own.home, YEAR)
    assert [] == unlike(expected, report_of(own, tmp_path / "second.json", "--as-of", DAY))
    shown = json.loads(kapok("figures", "--home", own.home, "--as-of", DAY, "--json"))
    assert expected["figures"] == shown


def test_two_cities_have_the_same_references(own: System, tmp_path: Path) -> None:
    """Each source gets its own result; who is registered by both is one person under two names."""
    seasons = {source: tmp_path / source for source in CITIES}
    for source, folder in seasons.items():
        folder.mkdir()
        make_season(folder, 0.02, CITIES[source])
    (first, one), (_, other) = seasons.items()
    assert documents(one).isdisjoint(documents(other))
    expected = {source: reference.Season(folder) for source, folder in seasons.items()}
    person = register_too(one, other)
    for source, folder in seasons.items():
        kapok("import", "--home", own.home, folder, "--source", source)
    found = {}
    for source, season in expected.items():
        result = reference.report_of(season)
        day = season.last_day.isoformat()
        found[source] = report_of(own, tmp_path / f"{source}.json", "--source", source, "--as-of", day)
        shared = found[source]["volunteers"].pop(SHARED, None)
        assert [] == differences(result, found[source])
    assert shared is not None
    assert found[first]["volunteers"][person]["minutes"] == shared["minutes"] > 0


def documents(folder: Path) -> set[str]:
    """The document numbers of a season's volunteers."""
    with (folder / "volunteers.csv").open(encoding="utf-8", newline="") as lines:
        return {row["document_number"] for row in csv.DictReader(lines)}


def register_too(first: Path, second: Path) -> str:
    """Somebody with hours of the first season registers in the second too; the reference in the first."""
    with (first / "opening_balances.csv").open(encoding="utf-8", newline="") as lines:
        person = next(row["volunteer_ref"] for row in csv.DictReader(lines))
    with (first / "volunteers.csv").open(encoding="utf-8", newline="") as lines:
        row = next(row for row in csv.DictReader(lines) if row["volunteer_ref"] == person)
    with (second / "volunteers.csv").open("a", encoding="utf-8", newline="") as lines:
        csv.DictWriter(lines, row.keys()).writerow({**row, "volunteer_ref": SHARED})
    return person
