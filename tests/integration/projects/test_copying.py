"""Copies on a real store: a shift on other days, a project with all that belongs to it, and a table that is filled."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.projects.api import blueprints
from services.projects.worker import Worker
from shared.config import Settings
from shared.store.transaction import Store
from shared.web.application import make_application
from shared.web.auth import make_token
from tests.integration.projects.definitions import ORGANISATION, POST, SHIFT, SITE, published, take


@pytest.fixture
def client(settings: Settings, store: Store) -> FlaskClient:
    """The API of a project with a post and a shift on a Wednesday."""
    store.transact(lambda transaction: Worker().note_organisations(transaction, [ORGANISATION]))
    for kind in ("project", "site"):
        take(store, kind)
    take(store, "post", {**POST, "project_ref": "project-1"})
    take(store, "shift")
    made = make_application(settings, store, blueprints).test_client()
    token = make_token(settings, "tester", ["projects:write", "projects:read"])
    made.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return made


def copy(client: FlaskClient, path: str, **asked: Any) -> dict[str, Any]:
    """What was made."""
    answer = client.post(f"/v1/{path}/copies", json=asked)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json
    return found


def test_a_shift_recurs(store: Store, client: FlaskClient) -> None:
    """On some weekdays of every so many weeks until a day, at its time, but for the day that it has; twice is once."""
    asked = {"weekdays": ["wednesday", "friday"], "first_day": "2018-02-14", "last_day": "2018-03-01", "every_weeks": 2}
    made = [f"shift-1-{day}" for day in ("20180216", "20180228")]
    for _ in range(2):
        assert {"made": made, "refused": []} == copy(client, "shifts/shift-1", **asked)
    found = client.get("/v1/shifts/shift-1-20180228").json
    assert ("2018-02-28T08:00:00+08:00", "2018-02-28T12:00:00+08:00", 2, "post-1", "published") == tuple(
        found[name] for name in ("starts_at", "ends_at", "capacity", "post_ref", "state")
    )
    assert ["shift-1", *made] == [one.subject for one in published(store, "shift.scheduled.v1")]


def test_a_shift_is_on_other_days(store: Store, client: FlaskClient) -> None:
    """As drafts, where that is asked; one that is there with other contents stays, and is told."""
    take(store, "shift", {**SHIFT, "shift_ref": "shift-1-20180220", "capacity": "9"})
    made = copy(client, "shifts/shift-1", days=["2018-02-20", "2018-02-21"], draft=True)
    assert ["shift-1-20180221"] == made["made"]
    assert ["shift-1-20180220"] == [one["reference"] for one in made["refused"]]
    assert "draft" == client.get("/v1/shifts/shift-1-20180221").json["state"]
    for wrong in ({}, {"weekdays": ["monday"]}, {"days": ["soon"]}):
        assert 422 == client.post("/v1/shifts/shift-1/copies", json=wrong).status_code
    assert 404 == client.post("/v1/shifts/none/copies", json={"days": ["2018-02-20"]}).status_code


def test_a_project_is_copied_with_its_posts_and_shifts(store: Store, client: FlaskClient) -> None:
    """To another year, as drafts that are published when they are ready; what was cancelled is not."""
    take(store, "shift", {**SHIFT, "shift_ref": "shift-2"})
    store.database["shifts"].update_one({"_id": "shift-2"}, {"$set": {"state": "cancelled"}})
    made = ["next", "next.post-1", "next.shift-1"]
    for _ in range(2):
        found = copy(client, "projects/project-1", project_ref="next", first_day="2019-02-11")
        assert {"made": made, "refused": []} == found
    project, shift = client.get("/v1/projects/next").json, client.get("/v1/shifts/next.shift-1").json
    assert ("draft", "2019-02-11", "2019-04-21", "阳光行动") == tuple(
        project[name] for name in ("state", "from", "to", "name")
    )
    assert ("draft", "next.post-1", "2019-02-15T08:00:00+08:00") == tuple(
        shift[name] for name in ("state", "post_ref", "starts_at")
    )
    assert "next" == client.get("/v1/posts/next.post-1").json["project_ref"]


def test_a_post_is_copied_to_another_site_with_its_shifts(store: Store, client: FlaskClient) -> None:
    """Some days later, as drafts."""
    take(store, "site", {**SITE, "site_ref": "site-2"})
    found = copy(client, "posts/post-1", post_ref="post-2", site_ref="site-2", days_later=7)
    assert {"made": ["post-2", "post-2.shift-1"], "refused": []} == found
    post, shift = client.get("/v1/posts/post-2").json, client.get("/v1/shifts/post-2.shift-1").json
    assert ("site-2", "project-1", "引导咨询岗") == (post["site_ref"], post["project_ref"], post["title"])
    assert ("draft", "2018-02-21T08:00:00+08:00") == (shift["state"], shift["starts_at"])


def test_another_sources_project_is_copied_under_ones_own_references(
    settings: Settings, store: Store, client: FlaskClient
) -> None:
    """A copy belongs to who makes it; what it names stays its source's."""
    token = make_token(settings, "city", ["projects:write", "projects:read"], source="gz")
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    assert ["shift-1-20180220"] == copy(client, "shifts/local:shift-1", days=["2018-02-20"])["made"]
    found = client.get("/v1/shifts/shift-1-20180220").json
    assert ("shift-1-20180220", "local:post-1") == (found["shift_ref"], found["post_ref"])
    kept = store.database["shifts"].find_one({"_id": "gz:shift-1-20180220"})
    assert kept is not None
    assert "post-1" == kept["post_ref"]


def test_a_table_of_a_projects_posts_is_filled_and_taken_in(client: FlaskClient) -> None:
    """It has the columns of shifts.csv, as a text and as a workbook."""
    answer = client.get("/v1/projects/project-1/shift-template")
    (row,) = csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert {"shift_ref": "post-1-1", "post_ref": "post-1"} == {name: value for name, value in row.items() if value}
    filled = {**row, "starts_at": "2018/2/20 8:00", "ends_at": "2018/2/20 12:00", "capacity": "3"}
    answer = client.post("/v1/shifts/batch", json={"rows": [{"row": 2, "values": filled}]})
    assert (1, []) == (answer.json["accepted"], answer.json["refused"])
    assert client.get("/v1/projects/project-1/shift-template?format=xlsx").data.startswith(b"PK")
    assert 404 == client.get("/v1/projects/none/shift-template").status_code
