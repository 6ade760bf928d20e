"""A subject made from the documentation alone: docs/subjects.md is run as it stands, and does what it says."""

from __future__ import annotations

import re
import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import orjson
import pytest
from flask.testing import FlaskClient

import services.projects
from cli.paths import ROOT
from services.projects import blueprint as blueprints
from shared.config import Settings
from shared.events.catalogue import CATALOGUE
from shared.events.envelope import Event
from shared.store import outbox
from shared.store.transaction import Store
from shared.web.application import make_application
from shared.web.auth import make_token
from shared.web.blueprint import Blueprint
from tests.integration.conftest import MakeStore

BLOCK = re.compile(r"^```python\n# (?P<file>\S+)\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)
MOST_LINES = 80
ROW = {"badge_ref": "b-1", "volunteer_ref": "v-1", "region_code": "440104", "given_on": "2018-03-05"}
STATE = {
    "volunteer": "KV1",
    "volunteer_ref": "v-1",
    "home_region_code": "440104",
    "skills": [],
    "verified": True,
    "guardian_consent_on": None,
    "personal": "sealed",
}


def blocks() -> dict[str, str]:
    """The page's code by file."""
    page = (ROOT / "docs" / "subjects.md").read_text(encoding="utf-8")
    return {match["file"]: match["code"] for match in BLOCK.finditer(page)}


@pytest.fixture
def subject(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The page's files, as modules where they say that they lie; what they add to the service is gone afterwards."""
    own = Blueprint("projects", __name__, url_prefix="/v1")
    monkeypatch.setattr(blueprints, "blueprint", own)
    names: dict[str, Any] = {}
    package = ModuleType("services.projects.badges")
    monkeypatch.setitem(sys.modules, package.__name__, package)
    monkeypatch.setattr(services.projects, "badges", package, raising=False)
    for file, code in blocks().items():
        module = ModuleType(file.removesuffix(".py").replace("/", "."))
        if "/badges/" in file:
            monkeypatch.setitem(sys.modules, module.__name__, module)
        exec(compile(code, f"<{file}>", "exec"), module.__dict__)  # noqa: S102 (our own page; it has no file to cover)
        names |= vars(module)
        for contract in vars(module).get("CONTRACTS", ()):
            monkeypatch.setitem(CATALOGUE, contract.type, contract)
    return SimpleNamespace(**names, blueprint_of_page=own)


@pytest.fixture
def badge_store(make_store: MakeStore, subject: SimpleNamespace) -> Store:
    """The store of projects, with the subject's collections."""
    store = make_store("projects")
    subject.badges(store.database)
    return store


@pytest.fixture
def client(settings: Settings, badge_store: Store, subject: SimpleNamespace) -> FlaskClient:
    """The subject over HTTP."""
    application = make_application(settings, badge_store, [subject.blueprint_of_page])
    client = application.test_client()
    token = make_token(settings, "test", ["projects:write", "projects:read"])
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client


def told(store: Store) -> list[tuple[str, str]]:
    """What was told of so far: the type, and the reason where there is one."""
    events = [event for commit in outbox.pending(store.database, 100) for event in outbox.events_of(commit)]
    return [(event.type, event.data.get("reason", "")) for event in events]


def test_it_takes_few_lines() -> None:
    """Outside its rules."""
    code = [line for file, text in blocks().items() if not file.endswith("domain.py") for line in text.splitlines()]
    assert len([line for line in code if line.strip()]) <= MOST_LINES


def test_a_row_waits_for_its_volunteer(client: FlaskClient, badge_store: Store, subject: SimpleNamespace) -> None:
    """Held and told so; decided by itself once the volunteer is heard of, however often."""
    assert 202 == client.post("/v1/badges", json=ROW).status_code
    assert [("definition.held.v1", "unknown_volunteer")] == told(badge_store)
    event = Event("volunteer.registered.v1", "registry", "KV1", STATE, 1)
    for _ in range(2):
        badge_store.transact(lambda transaction: subject.learn_volunteers(None, transaction, [event]))
    assert [("definition.held.v1", "unknown_volunteer"), ("badge.given.v1", "")] == told(badge_store)


def test_rules_replays_and_conflicts(client: FlaskClient, badge_store: Store, subject: SimpleNamespace) -> None:
    """The first of a reference stays; a rule refuses with its reason and is kept with its policy."""
    event = Event("volunteer.registered.v1", "registry", "KV1", STATE, 1)
    badge_store.transact(lambda transaction: subject.learn_volunteers(None, transaction, [event]))
    early = {**ROW, "badge_ref": "b-2", "given_on": "2014-12-31"}
    rows = [ROW, early, {**ROW, "given_on": "2018-03-06"}, {**ROW, "badge_ref": "b-3", "region_code": "Kanton"}]
    lines = [{"row": number, "values": row} for number, row in enumerate(rows, 2)]
    answer = client.post("/v1/badges/batch", json={"rows": lines}).json
    assert (2, 1) == (answer["accepted"], answer["conflicting"])
    assert ["region_code"] == [one["field"] for one in answer["refused"] if one["kind"] == "invalid"]
    kept = badge_store.database["badges"].find_one({"_id": "b-2"})
    assert kept is not None
    policy = {"name": "badges/guangdong", "version": 1, "region_code": "440000", "holds_from": "1949-10-01"}
    assert ("refused:before_the_first", policy) == (kept["outcome"], kept["policy"])


def test_it_is_listed_by_region(client: FlaskClient, badge_store: Store, subject: SimpleNamespace) -> None:
    """A city has its counties'; pages go on by a cursor, and the whole list comes as a file too."""
    event = Event("volunteer.registered.v1", "registry", "KV1", STATE, 1)
    badge_store.transact(lambda transaction: subject.learn_volunteers(None, transaction, [event]))
    regions = ("440104", "440105", "440300", "440100", "440306")
    rows = [{**ROW, "badge_ref": f"b-{number}", "region_code": code} for number, code in enumerate(regions)]
    client.post("/v1/badges/batch", json={"rows": [{"row": n, "values": row} for n, row in enumerate(rows, 2)]})

    def listed(question: str) -> list[str]:
        return [one["badge_ref"] for one in client.get(f"/v1/badges?{question}").json["badges"]]

    assert ["b-0", "b-1", "b-3"] == listed("region=440100")
    assert ["b-4"] == listed("region=440306")
    assert 5 == len(listed("region=440000"))
    assert [] == listed("volunteer_ref=v-2")
    first = client.get("/v1/badges?limit=3").json
    assert ["b-3", "b-4"] == listed(f"limit=3&after={first['next']}")
    lines = client.get("/v1/badges?region=440300&format=ndjson").data.splitlines()
    assert ["b-2", "b-4"] == [orjson.loads(line)["badge_ref"] for line in lines]
    table = client.get("/v1/badges?region=440306&format=csv").data.decode("utf-8-sig").splitlines()
    assert ["badge_ref,volunteer_ref,region_code,given_on,outcome", "b-4,v-1,440306,2018-03-05,accepted"] == table
    page = client.get("/v1/badges")
    assert 304 == client.get("/v1/badges", headers={"If-None-Match": page.headers["ETag"]}).status_code
