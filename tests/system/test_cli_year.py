"""A year of the province through the commands: its figures, and nothing of a person where others read.

It is another one than the sample: what is right of it a second program says, tests/reference_year, of which a test of
its own shows that it gives the expectation of the sample (tests/unit/test_reference_year.py). `python -m
tests.faults.years` brings many.
"""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from pymongo import MongoClient

from shared.config import SERVICES
from shared.rules.places import PROVINCE
from tests.commands import System, kapok, run, running_system
from tests.processes import eventually, get
from tests.system import explained
from tests.system.personal import headless, parts, people, readable, secrets, shifted, unescaped
from tests.years import IN_TURN, LAST_DAY, expected, in_any_order, make_year, unlike

DAY, EARLIER = LAST_DAY.isoformat(), "2018-06-30"
SCALE, SEED = 0.02, 7


@dataclass
class Year:
    """The year in a system: its reports as soon as it is in and after all of it came again, and what imports said."""

    system: System
    folder: Path
    files: Path
    seed: int
    expected: Any
    reports: list[Any] = field(default_factory=list)
    earlier: Any = None
    figures: Any = None
    said: dict[str, str] = field(default_factory=dict)

    def unlike(self, expected: Any, found: Any) -> list[str]:
        """Where two reports differ, and of which year: `python -m tests.faults.years SEED` brings it again."""
        return [f"seed {self.seed}: {line}" for line in unlike(expected, found)]

    def bring(self, path: Path) -> int:
        """Import a file or a folder; the command's exit code."""
        done = run("import", "--home", self.system.home, "--rejects", self.folder / "rejects.csv", path)
        self.said[f"import {len(self.said)} of {path.name}"] = done.stdout + done.stderr
        return done.returncode

    def bring_while_the_worker_is_killed(self, path: Path) -> int:
        """Import a file; as soon as some of it is handled, the worker is killed."""
        begun = told_of(self.system)
        with ThreadPoolExecutor(1) as threads:
            done = threads.submit(self.bring, path)
            eventually(lambda: done.done() or told_of(self.system) > begun)
            self.system.kill("worker")
            return done.result()

    def report(self, day: str = DAY) -> Any:
        """The report of a day, once nothing is in flight."""
        file = self.folder / "report.json"
        kapok("status", "--home", self.system.home, "--wait-idle", "600")
        kapok("report", "--home", self.system.home, "--json", file, "--as-of", day)
        return json.loads(file.read_text())


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Year]:
    """File by file in a drawn order, the worker killed while the presences come in; then all again."""
    folder = Path(tmp_path_factory.mktemp("year"))
    files = make_year(folder / "province_year", SCALE, SEED)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KAPOK_TRACES_FOLDER", str(folder / "home" / "logs"))
        with running_system(folder / "home") as system:
            made = Year(system, folder, files, SEED, expected(files))
            for file in in_any_order(files, random.Random(SEED)):
                if file.name in IN_TURN:
                    kapok("status", "--home", system.home, "--wait-idle", "600")
                bring = made.bring_while_the_worker_is_killed if file.name == "attendance.csv" else made.bring
                assert bring(file) == 0
            made.reports.append(made.report())
            assert made.bring(files) == 0
            made.reports.append(made.report())
            made.earlier = made.report(EARLIER)
            made.figures = json.loads(kapok("figures", "--home", system.home, "--as-of", DAY, "--json"))
            yield made


@pytest.fixture(scope="module")
def told(year: Year) -> dict[str, str]:
    """All that the system has written or answered after the year, and rows that were shifted, by where it lies."""
    return dict(everything(year))


def everything(year: Year) -> Iterator[tuple[str, str]]:
    """Import what is wrong in the worst ways too, and collect."""
    system = year.system
    shifted(year.files, year.folder / "volunteers.csv")
    headless(year.files, year.folder / "consents.csv")
    for name in ("volunteers.csv", "consents.csv"):
        year.bring(year.folder / name)
    yield from year.said.items()
    yield from asked(year)
    kapok("status", "--home", system.home, "--wait-idle", "600")
    for process in ("api", "worker"):
        answer = get(f"http://127.0.0.1:{system.own_home.ports[f'{process}_ops']}/metrics")
        yield f"metrics of {process}", answer.text
    yield from stored(system)
    for file in sorted(system.own_home.logs.rglob("*")):
        yield str(file.relative_to(system.home)), unescaped(file.read_text(encoding="utf-8", errors="replace"))
    yield "output of up", system.said()


def asked(year: Year) -> Iterator[tuple[str, str]]:
    """Errors, for requests that name people."""
    system = year.system
    token = kapok("token", "--home", system.home, "--scope", "registry:read", "--scope", "registry:write").split()[-1]
    one = people(year.files)[1]
    with httpx.Client(base_url=f"{system.address}/registry/v1", headers={"Authorization": f"Bearer {token}"}) as client:
        for path in (one["phone"], one["name"], one["document_number"]):
            yield f"GET {path}", client.get(f"/volunteers/{path}").text
            yield f"GET list {path}", client.get("/organisations", params={"region": path, path: "1"}).text
        yield "POST", client.post("/volunteers", json={**one, one["name"]: one["phone"]}).text


def stored(system: System) -> Iterator[tuple[str, str]]:
    """Every collection of every service."""
    with MongoClient[dict[str, Any]](system.own_home.store_uri) as client:
        for name in (f"kapok_{service}{log}" for service in SERVICES for log in ("", "_access")):
            for collection in sorted(client[name].list_collection_names()):
                yield f"{name}.{collection}", "\n".join(map(readable, client[name][collection].find()))


def told_of(system: System) -> int:
    """How many presences hours has decided on."""
    with MongoClient[dict[str, Any]](system.own_home.store_uri) as client:
        counted = (client.kapok_hours[name].count_documents({}) for name in ("ledger", "held", "rejected"))
        return sum(counted)


def test_a_year_in_any_order_twice_with_a_killed_worker(year: Year) -> None:
    """Every key is as expected, and all again changes none; `figures` tells the same."""
    first, second = year.reports
    assert [] == year.unlike(year.expected, first)
    assert [] == year.unlike(year.expected, second)
    figures, overdue = year.expected["figures"], year.figures["visits_overdue"]
    assert {**figures, "visits_overdue": overdue} == year.figures
    assert len(figures["visits_overdue"]) == sum(overdue[city] for city in overdue.keys() - {PROVINCE})


def test_the_year_as_of_a_day_amidst(year: Year) -> None:
    """What was logged, asked and registered later is not there yet, by the second program too."""
    assert [] == year.unlike(expected(year.files, dt.date.fromisoformat(EARLIER)), year.earlier)


def test_every_star_point_and_benefit_follows_from_its_explained_entries(year: Year) -> None:
    """Of everybody, recomputed from the pages alone; and what is explained is what the year is to give."""
    scopes = ("--scope", "incentives:read", "--scope", "incentives:export")
    bearer = {"Authorization": f"Bearer {kapok('token', '--home', year.system.home, *scopes).split()[-1]}"}
    found, benefits, wrong = {}, {}, []
    with httpx.Client(base_url=f"{year.system.address}/incentives/v1", headers=bearer, timeout=60) as client:
        lines = client.get("/exports/standings", params={"as_of": DAY}).raise_for_status().text.splitlines()
        for volunteer in map(json.loads, lines):
            path = f"/volunteers/{volunteer['volunteer']}/explanation"
            answer = client.get(path, params={"as_of": DAY}).raise_for_status().json()
            standings, name = {one["of"]: one for one in answer["standings"]}, volunteer["volunteer_ref"]
            if "merged_into" in answer:
                assert not standings
                found[name] = {"merged_into": answer["merged_into"]}
                continue
            for of, one in standings.items():
                entries = list(explained.pages(client, volunteer["volunteer"], of, DAY))
                wrong += explained.wrong(one, entries, standings["stars"]["value"])
            points = {of.partition("/")[2]: one["value"] for of, one in standings.items() if "points/" in of}
            found[name] = {
                "minutes": standings["stars"]["minutes"],
                "stars": standings["stars"]["value"],
                "points": {city: value for city, value in points.items() if value},
                "student_minutes": standings.get("student_stars", {"minutes": 0})["minutes"],
                "student_stars": standings.get("student_stars", {"value": 0})["value"],
            }
            states = {of.partition("/")[2]: one["state"] for of, one in standings.items() if "benefit/" in of}
            if held := {of: state for of, state in states.items() if state != "none"}:
                benefits[name] = held
    assert [] == wrong
    given = {
        name: {k: v for k, v in one.items() if k != "home_region"} for name, one in year.expected["volunteers"].items()
    }
    assert [] == year.unlike(given, found)
    assert [] == year.unlike(year.expected["benefits"], benefits)


def test_the_ledger_is_as_it_was_sealed_and_a_changed_minute_is_named(year: Year) -> None:
    """After a killed worker, all again, merges and erasures; each entry has one seal at most."""
    home = year.system.home
    assert kapok("verify", "--home", home).endswith("all is as it was sealed\n")
    with MongoClient[dict[str, Any]](year.system.own_home.store_uri) as client:
        ledger, seals = client.kapok_hours["ledger"], client.kapok_hours["seals"]
        eventually(lambda: max(one["size"] for one in seals.find()) == ledger.count_documents({}))
        entry = ledger.find_one({"provenance": "measured"})
        assert entry
        ledger.update_one({"_id": entry["_id"]}, {"$inc": {"minutes": 1}})
        named = kapok("verify", "--home", home, code=1)
        ledger.update_one({"_id": entry["_id"]}, {"$inc": {"minutes": -1}})
    assert f"entry {entry['_id']} was changed after seal" in named.splitlines()[0]
    assert named.endswith("differences from what was sealed: 1\n")


def test_every_nomination_for_whom_was_served_follows_from_its_presences(year: Year) -> None:
    """Of projects, organisations and stations: what the pages sum up to is what it was decided by."""
    scopes = ("--scope", "incentives:read", "--scope", "incentives:export")
    bearer = {"Authorization": f"Bearer {kapok('token', '--home', year.system.home, *scopes).split()[-1]}"}
    wrong, kinds = [], set()
    with httpx.Client(base_url=f"{year.system.address}/incentives/v1", headers=bearer, timeout=60) as client:
        lines = client.get("/exports/nominations").raise_for_status().text.splitlines()
        for one in map(json.loads, lines):
            if one["category"] != "volunteer":
                kinds.add(one["category"])
                wrong += explained.wrongly_nominated(client, one["nomination_ref"])
    assert [] == wrong
    assert {"project", "organisation", "community"} == kinds


def test_nothing_of_a_person_lies_where_others_read(year: Year, told: dict[str, str]) -> None:
    """Not in events, dead letters, refusals, kept answers, logs, metrics, or what commands and errors say."""
    assert any(name.startswith("logs/api-") for name in told)  # the traces
    never = secrets(year.files)
    found = {name: len(parts(text) & never) for name, text in told.items()}
    assert {name: count for name, count in found.items() if count} == {}


def test_the_search_finds_every_secret_where_it_lies(year: Year) -> None:
    """All of them in the file from which they are."""
    assert secrets(year.files) <= parts((year.files / "volunteers.csv").read_text(encoding="utf-8"))
