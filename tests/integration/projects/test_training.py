"""Courses and enrolments on a real store: any order of arrival, many at once, results, erasure, and what is told."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import orjson
import pytest
from flask.testing import FlaskClient

from services.projects.api import blueprints
from services.projects.erasure.usecases import forget_again
from services.projects.training.kind import COURSES, ENROLMENTS
from shared import clock
from shared.config import Settings
from shared.forgetting import LONGEST_TRANSACTION
from shared.store.transaction import Store
from shared.web.application import make_application
from shared.web.auth import make_token
from tests.integration.listening import Service, hear
from tests.integration.projects.definitions import ORGANISATION, published, send
from tests.integration.registrations import Registry, erased, merged, merged_again, named, number_of

COURSE = {
    "course_ref": "course-1",
    "category": "skill",
    "level": "city",
    "organisation_ref": "team-1",
    "region_code": "440100",
    "starts_on": "2018-03-01",
    "ends_on": "2018-03-09",
    "places": "2",
    "pass_mark": "60",
    "qualification": "guide",
    "valid_months": "12",
    "backbone": "yes",
}
SCOPES = ("projects:write", "projects:read", "projects:figures", "projects:export")
PEOPLE = ("v-1", "v-2", "v-3")


def row(reference: str, volunteer: str, minute: int, **more: str) -> dict[str, str]:
    """A row of enrolments.csv."""
    asked = {"enrolment_ref": reference, "course_ref": "course-1", "volunteer_ref": volunteer}
    result = {"sessions_attended": "", "sessions": "", "score": ""}
    return {**asked, "at": f"2018-02-01T09:{minute:02}:00+08:00", **result, **more}


PASSED = {"sessions_attended": "4", "sessions": "5", "score": "60"}
ROWS = (
    row("e-2", "v-2", 2, **PASSED),
    row("e-1", "v-1", 1, **PASSED),
    row("e-3", "v-3", 3, **PASSED),
    row("e-4", "v-1", 4),
)
STATES = {"e-1": "passed", "e-2": "passed", "e-3": "waiting", "e-4": "refused:already_enrolled"}


@pytest.fixture
def service(store: Store) -> Service:
    """Projects with its handlers."""
    return Service(store)


@pytest.fixture
def client(settings: Settings, store: Store) -> FlaskClient:
    """The API, for who reaches everything."""
    client = make_application(settings, store, blueprints).test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {make_token(settings, 'tester', SCOPES)}"
    return client


def people(service: Service, registry: Registry) -> None:
    """Everybody is registered."""
    hear(service, *(registry.state(one, 1) for one in PEOPLE))


def prepare(service: Service, registry: Registry) -> None:
    """The course is open, and everybody is registered."""
    hear(service, ORGANISATION)
    send(service.store, COURSES, COURSE)
    people(service, registry)


def hear_own(service: Service, *types: str) -> None:
    """Projects hears what it told, all of it again each time: as a broker may deliver it."""
    for event_type in types or ("course.opened.v1", "training.completed.v1"):
        hear(service, *published(service.store, event_type))


def states(client: FlaskClient) -> dict[str, str]:
    """What the export says became of enrolments."""
    lines = client.get(f"/v1/exports/outcomes?as_of={clock.today()}").data.splitlines()
    found = [orjson.loads(line) for line in lines]
    return {one["reference"]: one["outcome"] for one in found if one["resource"] == "enrolments"}


def backbone(client: FlaskClient, day: str = "2018-12-31") -> dict[str, int]:
    """How many backbone volunteers there are on a day."""
    counted: dict[str, int] = client.get(f"/v1/figures?as_of={day}").json["backbone"]
    return counted


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_any_order_of_arrival_gives_the_same(
    service: Service, registry: Registry, client: FlaskClient, order: Sequence[int]
) -> None:
    """Of organisations, courses, people and enrolments, these one by one and backwards; and all of it twice."""
    steps: list[Callable[[], Any]] = [
        lambda: hear(service, ORGANISATION),
        lambda: send(service.store, COURSES, COURSE),
        lambda: people(service, registry),
        lambda: [send(service.store, ENROLMENTS, one) for one in reversed(ROWS)],
    ]
    for number in (*order, *order):
        steps[number]()
        hear_own(service)
    assert STATES == states(client)
    assert {"skill": 2, "all": 2} == backbone(client)
    assert {"all": 0} == backbone(client, "2018-03-08")


@pytest.mark.parametrize("order", list(itertools.permutations(ROWS)))
def test_what_is_told_last_is_what_holds(service: Service, registry: Registry, order: Sequence[dict[str, str]]) -> None:
    """Of each enrolment the event with the latest sequence says whether it has a place, and whether it was passed."""
    prepare(service, registry)
    for one in order:
        send(service.store, ENROLMENTS, one)
    last: dict[tuple[str, str], Any] = {}
    for event in published(service.store, "enrolment.placed.v1") + published(service.store, "training.completed.v1"):
        key = (event.type, event.subject)
        last[key] = max(last.get(key, event), event, key=lambda one: one.sequence or 0)
    places = {subject: one.data["place"] for (name, subject), one in last.items() if name.startswith("enrolment")}
    passed = {subject: one.data["passed"] for (name, subject), one in last.items() if name.startswith("training")}
    assert {"e-1": "enrolled", "e-2": "enrolled", "e-3": "waiting"} == {
        one: places[one] for one in ("e-1", "e-2", "e-3")
    }
    assert ["e-1", "e-2"] == sorted(one for one, holds in passed.items() if holds)
    (one,) = {one.data["valid_to"] for one in last.values() if "valid_to" in one.data}
    assert "2019-03-09" == one


def test_at_one_moment_no_place_is_given_twice(service: Service, registry: Registry, client: FlaskClient) -> None:
    """Forty ask for twenty places at once: those twenty who asked first have them."""
    hear(service, ORGANISATION, *(registry.state(f"w-{number}", 1) for number in range(40)))
    send(service.store, COURSES, {**COURSE, "places": "20"})
    rows = [row(f"e-{number:02}", f"w-{number}", number) for number in range(40)]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda one: send(service.store, ENROLMENTS, one), rows[::-1]))
    assert [f"e-{number:02}" for number in range(20)] == sorted(
        one for one, state in states(client).items() if state == "enrolled"
    )


def test_a_result_comes_later(service: Service, registry: Registry, client: FlaskClient) -> None:
    """On the version that was seen; it can be corrected, and what was told is taken back."""
    prepare(service, registry)
    send(service.store, ENROLMENTS, row("e-1", "v-1", 1))
    seen = client.get("/v1/enrolments/e-1")
    assert ("enrolled", number_of("v-1")) == (seen.json["state"], seen.json["volunteer"])
    result = {"sessions_attended": 5, "sessions": 5, "score": 60}
    path, match = "/v1/enrolments/e-1/result", {"If-Match": seen.headers["ETag"]}
    assert "passed" == client.put(path, json=result, headers=match).json["state"]
    assert 412 == client.put(path, json=result, headers=match).status_code
    assert 422 == client.put(path, json={**result, "sessions_attended": 6}).status_code
    assert "failed" == client.put(path, json={**result, "score": 59}).json["state"]
    assert not send(service.store, ENROLMENTS, {**row("e-2", "v-2", 1), "at": "2099-01-01T00:00:00+08:00"}).accepted
    assert [True, False] == [one.data["passed"] for one in published(service.store, "training.completed.v1")]


def test_nobody_says_what_they_reached_themselves(
    service: Service, registry: Registry, settings: Settings, client: FlaskClient
) -> None:
    """Neither as a step nor in a row, under any name of the person, nor of a registration that is merged with it."""
    prepare(service, registry)
    hear(service, named("other:w-1", "v-1"), merged("v-2", "v-1"))
    send(service.store, ENROLMENTS, row("e-1", "v-1", 1))
    result = {"sessions_attended": 5, "sessions": 5, "score": 60}
    asked = {"course_ref": "course-1", "volunteer_ref": "v-1", "at": "2018-02-01T09:09:00+08:00"}
    for subject in ("v-1", *map(number_of, ("v-1", "v-2"))):
        bearer = {"Authorization": f"Bearer {make_token(settings, subject, SCOPES)}"}
        answers = [
            client.put("/v1/enrolments/e-1/result", json=result, headers=bearer),
            client.post("/v1/enrolments", json={"enrolment_ref": "e-9", **asked, **result}, headers=bearer),
        ]
        assert [422] * 2 == [one.status_code for one in answers]
        assert {"own_record"} == {error["reason"] for one in answers for error in one.json["errors"]}  # type: ignore[index]
    bearer = {"Authorization": f"Bearer {make_token(settings, number_of('v-3'), SCOPES)}"}
    assert 200 == client.put("/v1/enrolments/e-1/result", json=result, headers=bearer).status_code


def test_who_has_no_place_has_no_result(service: Service, registry: Registry, client: FlaskClient) -> None:
    """One that is refused or held takes none; who waits stays waiting."""
    prepare(service, registry)
    send(service.store, ENROLMENTS, *ROWS, row("e-5", "v-9", 5))
    result = {"sessions_attended": 5, "sessions": 5, "score": 60}
    answers = [client.put(f"/v1/enrolments/{one}/result", json=result) for one in ("e-3", "e-4", "e-5", "e-9")]
    assert [200, 422, 422, 404] == [one.status_code for one in answers]
    assert "waiting" == answers[0].json["state"]
    assert ["already_enrolled", "unknown_volunteer"] == [one.json["errors"][0]["reason"] for one in answers[1:3]]


def test_two_registrations_are_one_backbone_volunteer(
    service: Service, registry: Registry, client: FlaskClient
) -> None:
    """While their merge is in force, whatever is heard of first and however often."""
    prepare(service, registry)
    for event in merged_again("v-1", "v-2"):
        hear(service, event)
    send(service.store, ENROLMENTS, *ROWS)
    hear_own(service)
    assert {"skill": 1, "all": 1} == backbone(client)
    hear(service, merged("v-1", "v-2", until="2018-06-01", sequence=4), merged("v-1", "v-2"))
    assert [1, 2] == [backbone(client, day)["all"] for day in ("2018-05-31", "2018-06-01")]
    days = client.get("/v1/figures/backbone/history?from=2018-01-01&to=2018-12-31").json["days"]
    assert [0, 1, 2] == [one["count"] for one in days]


def test_an_erasure_decides_nothing_about_others(service: Service, registry: Registry, client: FlaskClient) -> None:
    """Nobody moves up, not even when more come later; of the person nothing is kept, and earlier days' figures stay."""
    prepare(service, registry)
    send(service.store, ENROLMENTS, *ROWS)
    hear_own(service)
    hear(service, merged("v-2", "v-1", at="2018-05-01"), erased("v-1"))
    hear_own(service)
    send(service.store, ENROLMENTS, row("e-6", "v-2", 6), row("e-7", "v-3", 0))
    assert {
        "e-2": "waiting",
        "e-3": "refused:already_enrolled",
        "e-6": "refused:already_enrolled",
        "e-7": "enrolled",
    } == (states(client))
    forget_again(service.store, clock.now() + 2 * LONGEST_TRANSACTION)
    names = set(service.store.database.list_collection_names()) - {"outbox", "migrations"}
    kept = str({name: list(service.store.database[name].find()) for name in names})
    assert [False, False] == ["v-1" in kept, number_of("v-1") in kept]
    assert 2 == backbone(client, "2018-04-30")["all"]
