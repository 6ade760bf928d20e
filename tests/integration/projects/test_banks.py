"""The banks on a real store: what is published and ahead is found by everybody, by what it is, where and when."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.projects.api import blueprints
from services.projects.banks import repository, usecases
from services.projects.shifts import steps
from services.projects.worker import Worker
from shared import clock
from shared.config import Settings
from shared.events.envelope import Event
from shared.store.transaction import Store
from shared.web.application import make_application
from shared.web.auth import make_token
from shared.where import NOWHERE
from tests.integration.projects.definitions import ORGANISATION, POST, PROJECT, SHIFT, SITE, published, take
from tests.integration.projects.test_publication import in_days

HEARD: dict[str, Callable[..., None]] = {
    "project.published.v1": Worker.release_for_projects,
    "project.closed.v1": Worker.close_places,
    "shift.scheduled.v1": Worker.open_places,
    "shift.changed.v1": Worker.renew_places,
    "shift.cancelled.v1": Worker.take_cancelled_places,
}
SHENZHEN = {"region_code": "440303", "latitude": "22.56", "longitude": "114.11"}


@pytest.fixture
def client(settings: Settings, store: Store) -> FlaskClient:
    """The API, asked by the public: a token for nowhere."""
    store.transact(lambda transaction: Worker().note_organisations(transaction, [ORGANISATION]))
    take(store, "site", SITE, {**SITE, "site_ref": "site-2", **SHENZHEN})
    posts = ({"post_ref": f"post-{number}", "site_ref": f"site-{number}"} for number in (1, 2))
    take(store, "post", *({**POST, "project_ref": "project-1", **one} for one in posts))
    made = make_application(settings, store, blueprints).test_client()
    token = make_token(settings, "public", ["projects:search"], where=NOWHERE)
    made.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return made


def hear(store: Store, *events: Event) -> None:
    """Let projects hear its own events as its worker would, one by one."""
    for event in events:
        handler = HEARD[event.type]
        store.transact(lambda transaction: handler(Worker(), transaction, [event]))  # noqa: B023


def told(store: Store) -> list[Event]:
    """What projects told of so far, and hears."""
    return [event for name in HEARD for event in published(store, name)]


def listed(client: FlaskClient, question: str = "") -> list[str]:
    """The shifts of the places that a question finds."""
    return [one["shift_ref"] for one in client.get(f"/v1/bank/places?{question}").json["places"]]


def test_places_are_found_by_what_they_are(store: Store, client: FlaskClient) -> None:
    """By programme, group, service, place and day, in the order of their start; with what is free; not of the past."""
    take(store, "project")
    rows = (("a", "post-1", 3), ("b", "post-2", 2), ("c", "post-1", -1), ("d", "post-1", 4))
    take(store, "shift", *({**SHIFT, "shift_ref": name, "post_ref": post, **in_days(at)} for name, post, at in rows))
    hear(store, *told(store))
    store.database["seats"].insert_one({"_id": "a", "confirmed": 1})
    day = (clock.today() + dt.timedelta(days=2)).isoformat()
    asked = {
        "sort=starts_at": ["b", "a", "d"],
        "sort=starts_at&limit=1": ["b"],
        "programme=sunshine&target_group=disabled&service=guidance": ["a", "b", "d"],
        "programme=sunrise": [],
        "region=440300": ["b"],
        f"starts_on={day}": ["b"],
        "organisation=team-1&project_ref=project-1&region=440100": ["a", "d"],
    }
    assert asked == {question: listed(client, question) for question in asked}
    found = {one["shift_ref"]: one for one in client.get("/v1/bank/places").json["places"]}
    assert (1, 2, "广州南站") == (found["a"]["free"], found["d"]["free"], found["a"]["site"])
    assert 422 == client.get("/v1/bank/places?starts_on=soon").status_code
    assert b"guidance" in client.get("/v1/bank/places?format=csv").data
    usecases.forget_begun(store, clock.from_text(in_days(3)["ends_at"]))
    assert ["d"] == listed(client)


def test_places_are_found_by_distance(store: Store, client: FlaskClient) -> None:
    """In bands, the nearest first; on some days, with so many free; what is asked stands in no answer."""
    take(store, "shift", *({**SHIFT, "shift_ref": f"s-{day}", **in_days(day)} for day in (1, 2, 9)))
    take(store, "shift", {**SHIFT, "shift_ref": "far", "post_ref": "post-2", **in_days(1)})
    hear(store, *told(store))
    store.database["seats"].insert_one({"_id": "s-2", "confirmed": 2})

    def search(**asked: Any) -> list[tuple[str, int]]:
        body = {"latitude": 22.99, "longitude": 113.30, **asked}
        answer = client.post("/v1/bank/places/searches", json=body)
        assert answer.status_code == 200, answer.text
        return [(one["shift_ref"], one["within_km"]) for one in answer.json["places"]]

    assert [("s-1", 5)] == search()
    assert [("s-1", 5), ("s-2", 5)] == search(free=0)
    later = {
        name: (clock.today() + dt.timedelta(days=at)).isoformat() for name, at in (("first_day", 2), ("last_day", 9))
    }
    assert [("s-9", 5)] == search(**later)
    assert [] == search(within_km=2)
    assert [] == search(programme="sunshine")
    assert [("far", 1)] == search(latitude=22.561, longitude=114.11)
    assert 422 == client.post("/v1/bank/places/searches", json={"latitude": 22.9}).status_code


STEPS: dict[str, Callable[[Store], Any]] = {
    "project": lambda store: take(store, "project"),
    "shift": lambda store: take(store, "shift", {**SHIFT, **in_days(2)}),
}


@pytest.mark.parametrize("order", list(itertools.permutations(STEPS)), ids="-".join)
def test_any_order_of_arrival_gives_the_same_place(store: Store, client: FlaskClient, order: tuple[str, ...]) -> None:
    """A shift whose project comes later is known to be of its programme then; whatever is heard twice."""
    for name in order:
        STEPS[name](store)
        hear(store, *told(store), *reversed(told(store)))
    assert ["shift-1"] == listed(client, "programme=sunshine")


def test_what_ended_is_in_no_bank(settings: Settings, store: Store, client: FlaskClient) -> None:
    """A cancelled shift, and those of a closed project, which is no published one, whatever is heard late."""
    take(store, "project", PROJECT, {**PROJECT, "project_ref": "project-2"})
    take(store, "shift", *({**SHIFT, "shift_ref": name, **in_days(2)} for name in ("a", "b")))
    hear(store, *told(store))
    writer = {"Authorization": f"Bearer {make_token(settings, 'tester', ['projects:write'])}"}
    assert 200 == client.put("/v1/shifts/a/cancellation", json={"reason": "weather"}, headers=writer).status_code
    hear(store, *published(store, "shift.cancelled.v1"), *published(store, "shift.scheduled.v1"))
    assert ["b"] == listed(client)
    assert 200 == client.put("/v1/projects/project-1/closing", json={}, headers=writer).status_code
    hear(store, *published(store, "project.closed.v1"), *published(store, "shift.scheduled.v1"))
    assert [] == listed(client)
    found = client.get(f"/v1/bank/projects?programme=sunshine&day={PROJECT['from']}").json["published_projects"]
    assert ["project-2"] == [one["project_ref"] for one in found]


def places(store: Store) -> dict[str, Any]:
    """The bank as it is kept."""
    return {one["_id"]: one for one in store.database["places"].find()}


def made_again(store: Store) -> tuple[int, int]:
    """Make the bank again: how many places there should be, and how many were put right."""
    parts = list(usecases.PLACES.make_again(store))
    return sum(after for after, _ in parts), sum(put_right for _, put_right in parts)


def test_the_bank_is_made_again_from_what_there_is(store: Store, client: FlaskClient) -> None:
    """Of a version before that kept none, or spoiled: as if all had been heard; what is right stays as it is."""
    take(store, "project")
    names = [f"s-{number:03}" for number in range(repository.AT_ONCE + 5)]
    take(store, "shift", *({**SHIFT, "shift_ref": name, "post_ref": "post-1", **in_days(3)} for name in names))
    take(store, "shift", {**SHIFT, "shift_ref": "past", "post_ref": "post-1", **in_days(-1)})
    take(store, "shift", {**SHIFT, "shift_ref": "waits", "post_ref": "post-9", **in_days(3)})
    hear(store, *told(store))
    store.transact(lambda transaction: steps.close(transaction, "s-000"))
    hear(store, *published(store, "shift.scheduled.v1")[:1])
    before = places(store)
    assert set(names) == before.keys()
    assert "s-000" not in listed(client, "limit=1000")
    assert (len(names), 0) == made_again(store)
    store.database["places"].delete_many({"_id": {"$in": names[:3]}})
    store.database["places"].update_one({"_id": names[4]}, {"$set": {"capacity": 99}})
    store.database["places"].insert_one({**before[names[5]], "_id": "invented"})
    assert (len(names), 5) == made_again(store)
    assert before == places(store)
    store.database["places"].delete_many({})
    assert [(len(names), len(names)), (len(names), 0)] == [made_again(store) for _ in range(2)]
    assert before == places(store)
