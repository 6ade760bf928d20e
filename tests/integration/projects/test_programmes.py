"""Projects on a real store: they wait for their organisation, and are found by programme, group, region and day."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.projects.api import blueprints
from services.projects.worker import Worker
from shared.config import Settings
from shared.intake.rows import Receipt
from shared.store.transaction import Store
from shared.web.application import make_application
from shared.web.auth import make_token
from tests.integration.projects.definitions import ORGANISATION, PROJECT, published, take

SCOPES = ("projects:write", "projects:read", "projects:export")


@pytest.fixture
def client(settings: Settings, store: Store) -> FlaskClient:
    """The API."""
    made = make_application(settings, store, blueprints).test_client()
    made.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {make_token(settings, 'tester', SCOPES)}"
    return made


def project(reference: str, **changes: str) -> dict[str, str]:
    """A row of projects.csv."""
    return {**PROJECT, "project_ref": reference, **changes}


def bring(store: Store, *rows: dict[str, str]) -> Receipt:
    """Rows arrive in one batch."""
    return take(store, "project", *rows)


def registered(store: Store, **facts: str) -> None:
    """Projects hears of the team."""
    event = replace(ORGANISATION, data={**ORGANISATION.data, **facts})
    store.transact(lambda transaction: Worker().note_organisations(transaction, [event]))


ARRIVALS: dict[str, Callable[[Store], Any]] = {
    "project": lambda store: bring(store, project("p-1"), project("p-2", to="2019-02-11")),
    "organisation": registered,
}


@pytest.mark.parametrize("order", list(itertools.permutations(ARRIVALS)), ids="-".join)
def test_any_order_gives_the_same_projects(store: Store, order: tuple[str, ...]) -> None:
    """Each is decided once its organisation is known, keeps its policy, and is told once."""
    for name in order:
        ARRIVALS[name](store)
    found = {one["_id"]: (one["outcome"], one["policy"]["name"]) for one in store.database["projects"].find()}
    policy = "projects/guangdong"
    assert {"p-1": ("accepted", policy), "p-2": ("refused:too_long", policy)} == found
    told = [event.data for event in published(store, "project.published.v1")]
    assert [("p-1", "2018-02-10", "2018-04-20")] == [
        (one["project_ref"], one["first_day"], one["last_day"]) for one in told
    ]


def test_what_becomes_of_a_project(store: Store) -> None:
    """Held first, then too long, then outside its season, then by its organisation's standing; a row has a form."""
    receipt = bring(
        store,
        project("p-1", organisation_ref="nobody", to="2019-12-31"),
        project("p-2", programme="action_month"),
        project("p-3", to="2018-02-09"),
        project("p-4", programme="moon_walk"),
    )
    assert [("to", 4), ("programme", 5)] == [(one.field, one.row) for one in receipt.refusals]
    registered(store, dissolved_on="2018-02-10")
    bring(store, project("p-5"))
    found = {one["_id"]: one["outcome"] for one in store.database["projects"].find()}
    assert {
        "p-1": "held:unknown_organisation",
        "p-2": "refused:outside_season",
        "p-5": "refused:organisation_not_active",
    } == found


def test_a_bank_of_projects(store: Store, client: FlaskClient) -> None:
    """By programme, group, place and day; whole as a file; one of them with its version."""
    registered(store)
    bring(
        store,
        project("p-1"),
        project("p-2", region_code="440300", target_group="elderly"),
        project("p-3", programme="community", **{"from": "2018-04-21", "to": "2018-04-30"}),
        project("p-4", organisation_ref="nobody"),
    )

    def listed(question: str) -> list[str]:
        return [one["project_ref"] for one in client.get(f"/v1/projects?{question}").json["projects"]]

    asked = {
        "programme=sunshine": ["p-1", "p-2", "p-4"],
        "target_group=elderly": ["p-2"],
        "region=440100": ["p-1", "p-3"],
        "organisation=team-1&programme=community": ["p-3"],
        "outcome=held:unknown_organisation": ["p-4"],
        "day=2018-02-09": [],
        "day=2018-02-10": ["p-1", "p-2"],
        "day=2018-04-20": ["p-1", "p-2"],
        "day=2018-04-21": ["p-3"],
        "day=2018-03-15&region=440300": ["p-2"],
        "day=2018-03-15&limit=1": ["p-1"],
    }
    assert asked == {question: listed(question) for question in asked}
    assert 422 == client.get("/v1/projects?programme=moon_walk").status_code
    following = client.get("/v1/projects?day=2018-03-15&limit=1").json["next"]
    assert ["p-2"] == listed(f"day=2018-03-15&limit=1&after={following}")
    assert b"p-3" in client.get("/v1/projects?day=2018-04-21&format=csv").data
    one = client.get("/v1/projects/p-1")
    assert ("accepted", "2018-04-20", '"1"') == (one.json["outcome"], one.json["to"], one.headers["ETag"])


def test_a_programme_tells_how_it_is_configured(client: FlaskClient) -> None:
    """As a programme and as a policy: its stages, what a draft must say, for whom it is, its season and figures."""
    found = {one["programme"]: one for one in client.get("/v1/programmes?region=440300").json}
    assert 12 == len(found)
    march = found["action_month"]
    assert (3, ["theme", "summary"]) == (march["month"], march["required"])
    policies = {one["name"]: one for one in client.get("/v1/policies").json}
    told = policies["programmes/action_month"]["rule"]
    assert told == {name: march[name] for name in told}
    assert "month" not in policies["programmes/community"]["rule"]
    assert [] == client.get("/v1/programmes?on=1949-09-30").json
