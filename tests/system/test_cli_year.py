"""A year of the province through the commands: its figures, and nothing of a person where others read."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from pymongo import MongoClient

from shared.config import SERVICES
from tests.commands import System, kapok, run, running_system
from tests.system.personal import YEAR, headless, parts, people, readable, secrets, shifted, unescaped

DAY = "2018-12-31"


@dataclass
class Year:
    """The year in a system: its reports as soon as it is in and after all of it came again, and what imports said."""

    system: System
    folder: Path
    reports: list[Any] = field(default_factory=list)
    figures: Any = None
    said: dict[str, str] = field(default_factory=dict)

    def bring(self, path: Path) -> int:
        """Import a file or a folder; the command's exit code."""
        done = run("import", "--home", self.system.home, "--rejects", self.folder / "rejects.csv", path)
        self.said[f"import {len(self.said)} of {path.name}"] = done.stdout + done.stderr
        return done.returncode

    def report(self) -> None:
        """Add the report, once nothing is in flight."""
        file = self.folder / "report.json"
        kapok("status", "--home", self.system.home, "--wait-idle", "300")
        kapok("report", "--home", self.system.home, "--json", file, "--as-of", DAY)
        self.reports.append(json.loads(file.read_text()))


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Year]:
    """File by file in a drawn order, the worker killed amidst; then all again."""
    folder = Path(tmp_path_factory.mktemp("year"))
    files = sorted(YEAR.glob("*.csv"))
    random.Random(20).shuffle(files)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KAPOK_TRACES_FOLDER", str(folder / "home" / "logs"))
        with running_system(folder / "home") as system:
            made = Year(system, folder)
            for number, file in enumerate(files):
                assert made.bring(file) == 0
                if number == len(files) // 2:
                    system.kill("worker")
            made.report()
            assert made.bring(YEAR) == 0
            made.report()
            made.figures = json.loads(kapok("figures", "--home", system.home, "--as-of", DAY, "--json"))
            yield made


@pytest.fixture(scope="module")
def told(year: Year) -> dict[str, str]:
    """All that the system has written or answered after the year, and rows that were shifted, by where it lies."""
    return dict(everything(year))


def everything(year: Year) -> Iterator[tuple[str, str]]:
    """Import what is wrong in the worst ways too, and collect."""
    system = year.system
    shifted(year.folder / "volunteers.csv")
    headless(year.folder / "consents.csv")
    for name in ("volunteers.csv", "consents.csv"):
        year.bring(year.folder / name)
    yield from year.said.items()
    yield from asked(system)
    kapok("status", "--home", system.home, "--wait-idle", "300")
    for process in ("api", "worker"):
        answer = httpx.get(f"http://127.0.0.1:{system.own_home.ports[f'{process}_ops']}/metrics")
        yield f"metrics of {process}", answer.text
    yield from stored(system)
    for file in sorted(system.own_home.logs.rglob("*")):
        yield str(file.relative_to(system.home)), unescaped(file.read_text(encoding="utf-8", errors="replace"))
    yield "output of up", system.said()


def asked(system: System) -> Iterator[tuple[str, str]]:
    """Errors, for requests that name people."""
    token = kapok("token", "--home", system.home, "--scope", "registry:read", "--scope", "registry:write").split()[-1]
    one = people()[1]
    with httpx.Client(base_url=f"{system.address}/registry/v1", headers={"Authorization": f"Bearer {token}"}) as client:
        for path in (one["phone"], one["name"], one["document_number"]):
            yield f"GET {path}", client.get(f"/volunteers/{path}").text
            yield f"GET list {path}", client.get("/organisations", params={"region": path, path: "1"}).text
        yield "POST", client.post("/volunteers", json={**one, one["name"]: one["phone"]}).text


def stored(system: System) -> Iterator[tuple[str, str]]:
    """Every collection of every service."""
    with MongoClient[dict[str, Any]](system.own_home.store_uri) as client:
        for service in SERVICES:
            database = client[f"kapok_{service}"]
            for name in sorted(database.list_collection_names()):
                yield f"{service}.{name}", "\n".join(map(readable, database[name].find()))


def unlike(expected: Any, found: Any, path: str = "") -> list[str]:
    """Where two reports differ, a line for each place."""
    if not (isinstance(expected, dict) and isinstance(found, dict)):
        return [] if expected == found else [f"{path}: expected {expected}, found {found}"]
    names = sorted(expected.keys() | found.keys())
    return [line for name in names for line in unlike(expected.get(name), found.get(name), f"{path}/{name}")]


def test_a_year_in_any_order_twice_with_a_killed_worker(year: Year) -> None:
    """Every key is as expected, and all again changes none; `figures` tells the same."""
    expected = json.loads((YEAR / "expected.json").read_text())
    first, second = year.reports
    assert [] == unlike(expected, first)
    assert [] == unlike(expected, second)
    assert expected["figures"] == year.figures


def test_nothing_of_a_person_lies_where_others_read(told: dict[str, str]) -> None:
    """Not in events, dead letters, refusals, kept answers, logs, metrics, or what commands and errors say."""
    assert any(name.startswith("logs/api-") for name in told)  # the traces
    found = {name: len(parts(text) & secrets()) for name, text in told.items()}
    assert {name: count for name, count in found.items() if count} == {}


def test_the_search_finds_every_secret_where_it_lies() -> None:
    """All of them in the file from which they are."""
    assert secrets() <= parts((YEAR / "volunteers.csv").read_text(encoding="utf-8"))
