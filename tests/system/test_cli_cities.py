"""Two cities' seasons beside each other, with the same references for other people."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import reference
from tests.commands import System, kapok, make_season, running_system
from tests.comparison import differences

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
    kapok("status", "--home", system.home, "--wait-idle", "600")
    kapok("report", "--home", system.home, "--json", file, *options)
    found: dict[str, Any] = json.loads(file.read_text())
    return found


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
