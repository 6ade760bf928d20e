"""The lives of projects and shifts: drafts, published, changed, closed, cancelled, by steps that are told."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.projects.api import blueprints
from services.projects.worker import Worker
from shared import clock
from shared.config import Settings
from shared.store.transaction import Store
from shared.web.application import make_application
from shared.web.auth import make_token
from shared.where import Where
from tests.integration.projects.definitions import ORGANISATION, POST, PROJECT, SHIFT, published, take

SUMMARY = {"summary": "陪伴残障青年"}


@pytest.fixture
def client(settings: Settings, store: Store) -> FlaskClient:
    """The API, of which the organisation, a site and a post of the project are known."""
    store.transact(lambda transaction: Worker().note_organisations(transaction, [ORGANISATION]))
    take(store, "site")
    take(store, "post", {**POST, "project_ref": "project-1"})
    made = make_application(settings, store, blueprints).test_client()
    token = make_token(settings, "tester", ["projects:write", "projects:read"])
    made.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return made


def in_days(days: int) -> dict[str, str]:
    """A morning some days from now."""
    start = dt.datetime.combine(clock.today() + dt.timedelta(days=days), dt.time(8), clock.CHINA)
    return {"starts_at": start.isoformat(), "ends_at": (start + dt.timedelta(hours=4)).isoformat()}


def step(client: FlaskClient, path: str, body: dict[str, Any] | None = None, seen: str = "*") -> tuple[int, Any]:
    """Take a step; the status, and where the thing stands or why it was refused."""
    answer = client.put(f"/v1/{path}", json=body or {}, headers={"If-Match": seen})
    if answer.status_code == 200:
        return 200, answer.json["state"]
    return answer.status_code, [(one["field"], one["reason"]) for one in answer.json.get("errors", ())]


def told(store: Store, *types: str) -> list[tuple[str, int | None]]:
    """What was told of, in order, with the sequences."""
    return [
        (one.type, one.sequence)
        for one in sorted((one for name in types for one in published(store, name)), key=lambda one: one.sequence or 0)
    ]


def test_a_draft_is_nobodys_business_until_it_is_published(store: Store, client: FlaskClient) -> None:
    """It may become something else; it is published once it says what its programme asks for, under If-Match."""
    assert 202 == client.post("/v1/projects", json={**PROJECT, "draft": True}).status_code
    assert [] == published(store, "project.published.v1")
    assert "draft" == client.get("/v1/projects/project-1").json["state"]
    assert (422, [("summary", "missing_for_programme")]) == step(client, "projects/project-1/publication")
    facts = {name: PROJECT[name] for name in ("name", "from", "to", "target_group", "risk")}
    assert (200, "draft") == step(client, "projects/project-1/draft", {**facts, **SUMMARY, "target_group": "elderly"})
    assert (422, [("target_group", "not_of_programme")]) == step(client, "projects/project-1/publication")
    seen = client.get("/v1/projects/project-1").headers["ETag"]
    assert (200, "draft") == step(client, "projects/project-1/draft", {**facts, **SUMMARY, "to": "2019-12-31"})
    assert (412, []) == step(client, "projects/project-1/publication", seen=seen)
    assert (422, [("outcome", "too_long")]) == step(client, "projects/project-1/publication")
    assert (200, "draft") == step(client, "projects/project-1/draft", {**facts, **SUMMARY})
    assert (200, "published") == step(client, "projects/project-1/publication")
    assert (422, [("outcome", "no_draft")]) == step(client, "projects/project-1/publication")
    assert (422, [("outcome", "no_draft")]) == step(client, "projects/project-1/draft", {**facts, **SUMMARY})
    assert [("project.published.v1", 1)] == told(store, "project.published.v1")
    assert 1 == client.post("/v1/projects", json={**PROJECT, "draft": True}).json["replayed"]


def test_a_project_goes_through_the_stages_of_its_programme(store: Store, client: FlaskClient) -> None:
    """Forwards; closed it takes nobody new, cancelled it stays so; each step is told with the next sequence."""
    take(store, "project")
    assert "pairing" == client.get("/v1/projects/project-1").json["stage"]
    assert (422, [("stage", "not_of_programme")]) == step(client, "projects/project-1/stage", {"stage": "judging"})
    assert (200, "published") == step(client, "projects/project-1/stage", {"stage": "serving"})
    assert (422, [("stage", "passed")]) == step(client, "projects/project-1/stage", {"stage": "pairing"})
    assert (200, "closed") == step(client, "projects/project-1/closing")
    assert (422, [("state", "is_closed")]) == step(client, "projects/project-1/stage", {"stage": "reviewing"})
    status, errors = step(client, "projects/project-1/cancellation", {"reason": "隐私"})
    assert (422, ["reason"]) == (status, [field for field, _ in errors])
    assert (200, "cancelled") == step(client, "projects/project-1/cancellation", {"reason": "safety"})
    assert (422, [("state", "is_cancelled")]) == step(client, "projects/project-1/closing")
    steps = ("project.advanced.v1", "project.closed.v1", "project.cancelled.v1")
    assert list(zip(steps, (2, 3, 4), strict=True)) == told(store, *steps)
    listed = client.get("/v1/projects?state=cancelled&stage=serving").json["projects"]
    assert [("project-1", "safety")] == [(one["project_ref"], one["reason"]) for one in listed]


def test_a_shift_gets_another_time_until_people_signed_up(store: Store, client: FlaskClient) -> None:
    """Then its time stays and it has places for them; a draft may become anything; what began is left as it is."""
    take(store, "shift", {**SHIFT, **in_days(3), "draft": "yes"})
    assert (200, "draft") == step(client, "shifts/shift-1/schedule", {**in_days(-3), "capacity": 9})
    assert (422, [("starts_at", "begun")]) == step(client, "shifts/shift-1/publication")
    assert (200, "draft") == step(client, "shifts/shift-1/schedule", {**in_days(3), "capacity": 2})
    assert [] == published(store, "shift.scheduled.v1") + published(store, "shift.changed.v1")
    assert (200, "published") == step(client, "shifts/shift-1/publication")
    assert (422, [("starts_at", "begun")]) == step(client, "shifts/shift-1/schedule", {**in_days(-1), "capacity": 2})
    assert (200, "published") == step(client, "shifts/shift-1/schedule", {**in_days(4), "capacity": 3})
    store.database["seats"].update_one({"_id": "shift-1"}, {"$set": {"confirmed": 3}}, upsert=True)
    assert (422, [("starts_at", "signed_up")]) == step(client, "shifts/shift-1/schedule", {**in_days(5), "capacity": 3})
    assert (422, [("capacity", "signed_up")]) == step(client, "shifts/shift-1/schedule", {**in_days(4), "capacity": 2})
    assert (200, "published") == step(client, "shifts/shift-1/schedule", {**in_days(4), "capacity": 8})
    assert (200, "closed") == step(client, "shifts/shift-1/closing")
    assert (200, "cancelled") == step(client, "shifts/shift-1/cancellation", {"reason": "weather"})
    types = ("shift.scheduled.v1", "shift.changed.v1", "shift.closed.v1", "shift.cancelled.v1")
    assert [(types[number], at) for number, at in ((0, 1), (1, 2), (1, 3), (2, 4), (3, 5))] == told(store, *types)
    changed = published(store, "shift.changed.v1")[-1].data
    assert (8, "guidance", in_days(4)["starts_at"]) == (changed["capacity"], changed["service"], changed["starts_at"])
    take(store, "shift", {**SHIFT, "shift_ref": "past"})
    assert (422, [("starts_at", "begun")]) == step(client, "shifts/past/cancellation", {"reason": "weather"})


def test_a_cancelled_project_takes_its_shifts_along(store: Store, client: FlaskClient) -> None:
    """Those that have not begun; whatever is heard twice."""
    take(store, "project")
    rows = {"ahead": in_days(2), "later": in_days(3), "past": in_days(-2)}
    take(store, "shift", *({**SHIFT, "shift_ref": name, **times} for name, times in rows.items()))
    assert (200, "cancelled") == step(client, "shifts/later/cancellation", {"reason": "weather"})
    assert (200, "cancelled") == step(client, "projects/project-1/cancellation", {"reason": "safety"})
    events = published(store, "project.cancelled.v1")
    for _ in range(2):
        store.transact(lambda transaction: Worker().cancel_shifts(transaction, events))
    found = {name: client.get(f"/v1/shifts/{name}").json for name in rows}
    assert {"ahead": "project_cancelled", "later": "weather", "past": None} == {
        name: one.get("reason") for name, one in found.items()
    }
    assert "published" == found["past"]["state"]
    assert ["later", "ahead"] == [one.subject for one in published(store, "shift.cancelled.v1")]


def test_others_projects_are_nobodys_business(settings: Settings, store: Store, client: FlaskClient) -> None:
    """Who does not reach a record meets 404, whatever step is meant."""
    take(store, "project")
    token = make_token(settings, "elsewhere", ["projects:write"], where=Where(frozenset({"440300"})))
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    assert (404, []) == step(client, "projects/project-1/closing")
    take(store, "shift", {**SHIFT, **in_days(1)})
    assert (404, []) == step(client, "shifts/shift-1/closing")
