"""A subject made from the documentation alone: docs/subjects.md is built as it stands, and does what it says."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import orjson
import pytest
from flask.testing import FlaskClient

from runner.services import part
from shared import clock, forgetting
from shared.config import Settings
from shared.events.catalogue import CATALOGUE
from shared.events.envelope import Event
from shared.rules.references import CLOSED
from shared.store.migrations import migrate
from shared.web.application import make_application
from shared.web.auth import make_token
from tests.integration import from_page
from tests.integration.conftest import MakeStore
from tests.integration.listening import Service, hear
from tests.integration.registrations import Registry, event, named, number_of

PAGE = "docs/subjects.md"
MOST_LINES = 80
SCOPES = ("projects:write", "projects:read", "projects:export")
ROW = {"badge_ref": "b-1", "volunteer_ref": "nc-70", "region_code": "440104", "awarded_on": "2018-03-05"}
EARLY = {**ROW, "badge_ref": "b-2", "awarded_on": "2014-12-31"}
OTHERS = {**ROW, "badge_ref": "b-3", "volunteer_ref": "nc-71"}
NOT_KEPT = {"outbox", "migrations"}
"""What was told, and how the database was made."""


@pytest.fixture
def badges(make_store: MakeStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    """Projects with the page's subject; its store was there before."""
    store = make_store("projects")
    from_page.write(PAGE, tmp_path)
    anew = ("services.projects", "shared.events.projects", "cli.importing")
    with from_page.imported(tmp_path, anew, monkeypatch):
        for contract in import_module("shared.events.projects").CONTRACTS:
            monkeypatch.setitem(CATALOGUE, contract.type, contract)
        assert 1 == len(migrate(store.database, part("projects", "migrations").MIGRATIONS))
        yield Service(store)


@pytest.fixture
def client(badges: Service) -> FlaskClient:
    """Projects over HTTP, for who speaks for the network."""
    return client_of(badges)


def client_of(badges: Service, source: str = "local") -> FlaskClient:
    """Projects over HTTP, for a source."""
    settings = badges.store.settings
    client = make_application(settings, badges.store, part("projects", "api").blueprints).test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {make_token(settings, 'test', SCOPES, source=source)}"
    return client


def registered(settings: Settings, reference: str = "nc-70") -> Event:
    """A volunteer is registered."""
    return Registry(settings).state(reference, 1)


def erased(reference: str, *others: str) -> Event:
    """A volunteer is erased, whom other sources knew, too."""
    data = {"volunteer": number_of(reference), "volunteer_ref": reference, "other_refs": list(others)}
    return event("erased", number_of(reference), data, 9)


def told(badges: Service) -> list[tuple[str, str]]:
    """What was told of since it was last asked: the type, and the reason where there is one."""
    return [(event.type, event.data.get("reason", "")) for event in badges.news()]


def send(client: FlaskClient, *rows: dict[str, str]) -> Any:
    """Send a batch; the answer."""
    lines = [{"row": number, "values": row} for number, row in enumerate(rows, 2)]
    return client.post("/v1/badges/batch", json={"rows": lines}).json


def outcomes(client: FlaskClient) -> dict[str, str]:
    """What the export says became of badges."""
    day = clock.today().isoformat()
    lines = client.get(f"/v1/exports/outcomes?as_of={day}").data.splitlines()
    found = [orjson.loads(line) for line in lines]
    return {one["reference"]: one["outcome"] for one in found if one["resource"] == "badges"}


def kept(badges: Service) -> str:
    """All that is stored, as one text."""
    names = set(badges.store.database.list_collection_names()) - NOT_KEPT
    return str({name: list(badges.store.database[name].find()) for name in sorted(names)})


def test_it_takes_few_lines() -> None:
    """Outside its rules."""
    shown = from_page.blocks(PAGE)
    code = [line for file, text in shown.items() if not file.endswith("domain.py") for line in text.splitlines()]
    assert len([line for line in code if line.strip()]) <= MOST_LINES


def test_a_row_waits_for_its_volunteer(badges: Service, client: FlaskClient) -> None:
    """Held and told so; decided by itself once the volunteer is heard of, however often."""
    assert 202 == client.post("/v1/badges", json=ROW).status_code
    assert [("definition.held.v1", "unknown_volunteer")] == told(badges)
    hear(badges, *[registered(badges.store.settings)] * 2)
    assert [("badge.given.v1", "")] == told(badges)
    assert number_of("nc-70") == badges.told[-1].data["volunteer"]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_a_row_waits_for_any_name_of_its_volunteer(badges: Service, order: Sequence[int]) -> None:
    """A second source's name is of the same number, whatever is heard of first."""
    steps: list[Callable[[], Any]] = [
        lambda: send(client_of(badges, "city-b"), {**ROW, "volunteer_ref": "y1"}),
        lambda: hear(badges, registered(badges.store.settings, "nc-71")),
        lambda: hear(badges, named("city-b:y1", "nc-71")),
    ]
    for number in order:
        steps[number]()
    given = [one.data["volunteer"] for one in badges.news() if one.type == "badge.given.v1"]
    assert [number_of("nc-71")] == given


def test_its_policy_and_its_outcomes_are_told(badges: Service, client: FlaskClient) -> None:
    """Among those of the service, where `./kapok policies` and the report look."""
    hear(badges, registered(badges.store.settings))
    send(client, ROW, EARLY, OTHERS)
    assert "badges/guangdong" in [one["name"] for one in client.get("/v1/policies").json]
    expected = {"b-1": "accepted", "b-2": "refused:before_the_first", "b-3": "held:unknown_volunteer"}
    assert expected == outcomes(client)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_of_who_is_erased_nothing_is_kept(badges: Service, client: FlaskClient, order: Sequence[int]) -> None:
    """Under no name of the person, of no row, in any order; others' rows stay, and later ones are refused."""
    conflict = {**OTHERS, "volunteer_ref": "nc-70"}
    seconds = {**ROW, "badge_ref": "b-4", "volunteer_ref": "city-b:y1"}
    steps: list[Callable[[], Any]] = [
        lambda: send(client, ROW, EARLY, OTHERS, conflict, seconds),
        lambda: hear(badges, registered(badges.store.settings), named("city-b:y1", "nc-70")),
        lambda: hear(badges, erased("nc-70", "city-b:y1")),
    ]
    for number in order:
        steps[number]()
    late = part("projects", "erasure.usecases")
    late.forget_again(badges.store, clock.now() + 2 * forgetting.LONGEST_TRANSACTION)
    found = kept(badges)
    assert [False, False, False] == [name in found for name in ("nc-70", "city-b:y1", number_of("nc-70"))]
    assert {"b-3": "held:unknown_volunteer"} == outcomes(client)
    refused = send(client, {**ROW, "badge_ref": "b-5"})["refused"]
    assert [("volunteer_ref", CLOSED)] == [(one["field"], one["reason"]) for one in refused]


def test_what_came_at_the_moment_of_an_erasure_goes_a_little_later(badges: Service, client: FlaskClient) -> None:
    """Neither transaction saw the other."""
    hear(badges, registered(badges.store.settings))
    send(client, ROW)
    badges.store.transact(lambda transaction: forgetting.erase(transaction, [number_of("nc-70")], ["nc-70"]))
    late = part("projects", "erasure.usecases")
    late.forget_again(badges.store, clock.now() + 2 * forgetting.LONGEST_TRANSACTION)
    assert {} == outcomes(client)


def test_a_table_of_an_office_is_understood(
    client: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its columns have Chinese headings."""
    files = import_module("cli.importing.files")
    monkeypatch.setattr(files.headings, "CHINESE", tmp_path / "shared" / "data" / "headings.csv")
    path = tmp_path / "badges.csv"
    path.write_text("徽章编号,志愿者编号,行政区划代码,颁发日期\nb-1,nc-70,440104,2018-03-05\n", encoding="utf-8")
    api = SimpleNamespace(get=lambda path: client.get(path.removeprefix("/projects")).json)
    checked = files.check(path, files.Columns(api))
    assert [ROW] == [row["values"] for row in files.read(checked)]
    assert "/projects/v1/badges" == checked.kind.path


def test_rules_replays_and_conflicts(badges: Service, client: FlaskClient) -> None:
    """The first of a reference stays; a rule refuses with its reason and is kept with its policy."""
    hear(badges, registered(badges.store.settings))
    answer = send(client, ROW, EARLY, {**ROW, "awarded_on": "2018-03-06"}, {**OTHERS, "region_code": "Kanton"})
    assert (2, 1) == (answer["accepted"], answer["conflicting"])
    assert ["region_code"] == [one["field"] for one in answer["refused"] if one["kind"] == "invalid"]
    kept = badges.store.database["badges"].find_one({"_id": "b-2"})
    assert kept is not None
    policy = {"name": "badges/guangdong", "version": 1, "region_code": "440000", "holds_from": "1949-10-01"}
    assert ("refused:before_the_first", policy) == (kept["outcome"], kept["policy"])


def test_it_is_listed_by_region(badges: Service, client: FlaskClient) -> None:
    """A city has its counties'; pages go on by a cursor, and the whole list comes as a file too."""
    hear(badges, registered(badges.store.settings))
    regions = ("440104", "440105", "440300", "440100", "440306")
    send(client, *({**ROW, "badge_ref": f"b-{number}", "region_code": code} for number, code in enumerate(regions)))

    def listed(question: str) -> list[str]:
        return [one["badge_ref"] for one in client.get(f"/v1/badges?{question}").json["badges"]]

    assert ["b-0", "b-1", "b-3"] == listed("region=440100")
    assert ["b-4"] == listed("region=440306")
    assert 5 == len(listed("region=440000"))
    assert [] == listed("volunteer_ref=nc-72")
    first = client.get("/v1/badges?limit=3").json
    assert ["b-3", "b-4"] == listed(f"limit=3&after={first['next']}")
    lines = client.get("/v1/badges?region=440300&format=ndjson").data.splitlines()
    assert ["b-2", "b-4"] == [orjson.loads(line)["badge_ref"] for line in lines]
    table = client.get("/v1/badges?region=440306&format=csv").data.decode("utf-8-sig").splitlines()
    assert ["badge_ref,volunteer_ref,region_code,awarded_on,outcome", "b-4,nc-70,440306,2018-03-05,accepted"] == table
    page = client.get("/v1/badges")
    assert 304 == client.get("/v1/badges", headers={"If-None-Match": page.headers["ETag"]}).status_code
