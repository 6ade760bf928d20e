"""After a year was imported nothing that is a person's lies where others read: the store, logs, traces, metrics.

What is searched for decides by itself, so that nothing is found by chance:
- numbers of documents and telephones as whole words or whole runs of digits;
- coordinates of homes as whole numbers of at least four decimals, but for those that a public place has, too;
- names of three characters anywhere, names of two where no other Chinese character stands beside them.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from pymongo import MongoClient

from cli.paths import ROOT
from shared.config import SERVICES
from tests.commands import System, kapok, run, running_system

YEAR = ROOT / "samples" / "province_year"
WORD, DIGITS, DECIMAL = re.compile(r"[0-9A-Za-z]+"), re.compile(r"\d+"), re.compile(r"\d+\.\d{4,}")
CHINESE = re.compile(r"[\u4e00-\u9fff]+")
NAME = 3
"""Characters of a name that is certainly one wherever it stands."""
SHIFTED = 40


def people() -> list[dict[str, str]]:
    """The rows of volunteers.csv."""
    with (YEAR / "volunteers.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def secrets() -> set[str]:
    """What must not be found."""
    public = {number for file in YEAR.glob("*.csv") if file.stem != "volunteers" for number in decimals(file)}
    found = set()
    for one in people():
        found |= {one["name"], one["document_number"], one["phone"]}
        found |= {text for text in (one["latitude"], one["longitude"]) if DECIMAL.fullmatch(text)} - public
    return {one for one in found if len(one) > 1}


def decimals(file: Path) -> list[str]:
    """The numbers of a file that could be coordinates."""
    return DECIMAL.findall(file.read_text(encoding="utf-8"))


def parts(text: str) -> set[str]:
    """All of a text that could be a secret."""
    found = {*WORD.findall(text), *DIGITS.findall(text), *DECIMAL.findall(text)}
    for run_of in CHINESE.findall(text):
        found |= {run_of, *(run_of[start : start + NAME] for start in range(len(run_of)))}
    return found


def readable(value: Any) -> str:
    """A document as text, also what it holds as bytes."""
    if isinstance(value, dict):
        return "\n".join(f"{name} {readable(inner)}" for name, inner in value.items())
    if isinstance(value, list):
        return "\n".join(map(readable, value))
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def unescaped(text: str) -> str:
    """A log's text, with the characters that JSON writes as numbers."""
    return re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), text)


def shifted(file: Path) -> None:
    """Rows whose values all stand in a wrong column, by one place more in each: the worst that people send.

    A passport's number looks like a reference, so only those with another document are taken.
    """
    columns = list(people()[0])
    rows = [list(one.values()) for one in people() if one["document_type"] == "resident_id" and one["phone"]]
    places = [(row, 1 + number % (len(columns) - 1)) for number, row in enumerate(rows[:SHIFTED])]
    with file.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows([columns, *(row[by:] + row[:by] for row, by in places)])


def headless(file: Path) -> None:
    """Rows of people without a header, under another kind's name."""
    rows = [",".join(one.values()) for one in people()[1:5]]
    file.write_text("\n".join(rows), encoding="utf-8")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """All that a system has written or answered after the year, and rows that were shifted, by where it lies."""
    folder = Path(tmp_path_factory.mktemp("privacy"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KAPOK_TRACES_FOLDER", str(folder / "home" / "logs"))
        with running_system(folder / "home") as system:
            yield dict(everything(system, folder))


def everything(system: System, folder: Path) -> Iterator[tuple[str, str]]:
    """Import, and collect."""
    shifted(folder / "volunteers.csv")
    headless(folder / "consents.csv")
    for path in (YEAR, folder / "volunteers.csv", folder / "consents.csv"):
        done = run("import", "--home", system.home, "--rejects", folder / "rejects.csv", path)
        yield f"import of {path.name}", done.stdout + done.stderr
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


def test_nothing_of_a_person_lies_where_others_read(told: dict[str, str]) -> None:
    """Not in events, dead letters, refusals, kept answers, logs, metrics, or what commands and errors say."""
    assert any(name.startswith("logs/api-") for name in told)  # the traces
    found = {name: len(parts(text) & secrets()) for name, text in told.items()}
    assert {name: count for name, count in found.items() if count} == {}


def test_the_search_finds_every_secret_where_it_lies() -> None:
    """All of them in the file from which they are."""
    assert secrets() <= parts((YEAR / "volunteers.csv").read_text(encoding="utf-8"))
