"""Calendars behind secret addresses, on a real store: what they show, and that the secret stands nowhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import icalendar
import pytest
from flask.testing import FlaskClient
from structlog.testing import capture_logs

from services.projects.api import blueprints
from services.projects.signups.kind import SIGN_UP_ACTIONS
from shared import clock
from shared.config import Settings
from shared.events.envelope import Event
from shared.observability import metrics
from shared.store.transaction import Store
from shared.web.application import make_application
from shared.web.rates import FULL_SECONDS, Rates
from shared.where import Where
from tests.integration.listening import Service, hear
from tests.integration.projects.definitions import SHIFT, published, send, take
from tests.integration.projects.test_sign_ups import OWN, TO_COME, ask, cancel, prepare
from tests.integration.registrations import Registry, erased, number_of


@pytest.fixture
def own(calling: Callable[..., FlaskClient]) -> Callable[[str], FlaskClient]:
    """The API for a volunteer."""
    return lambda person: calling(Where(person=number_of(person)), OWN, number_of(person))


@pytest.fixture
def program(settings: Settings, store: Store) -> FlaskClient:
    """A calendar program, which has no token."""
    return make_application(settings, store, blueprints).test_client()


def path_of(client: FlaskClient, language: str = "zh") -> str:
    """The path of a new address."""
    answer = client.post("/v1/calendar", json={"language": language})
    assert 201 == answer.status_code
    return str(answer.json["address"])


def events(program: FlaskClient, path: str) -> list[dict[str, Any]]:
    """What a program understands of the calendar."""
    answer = program.get(path)
    assert (200, "text/calendar; charset=utf-8") == (answer.status_code, answer.headers["Content-Type"])
    found = icalendar.Calendar.from_ical(answer.data).walk("VEVENT")
    return [{name.lower(): one.decoded(name) for name in ("UID", "SEQUENCE", "STATUS", "SUMMARY")} for one in found]


def stated(program: FlaskClient, path: str) -> list[tuple[str, str]]:
    """How each shift stands, and what it is called."""
    return [(str(one["status"]), str(one["summary"])) for one in events(program, path)]


def test_a_calendar_follows_what_becomes_of_places(
    service: Service, registry: Registry, own: Callable[[str], FlaskClient], program: FlaskClient
) -> None:
    """A shift keeps its name in it and its number grows, whatever becomes of the place; in either language."""
    prepare(service, registry, **{**TO_COME, "capacity": "1"})
    send(service.store, SIGN_UP_ACTIONS, ask("s-1", "v-1", 1), ask("s-2", "v-2", 2), ask("s-3", "v-2", 3))
    first, second = path_of(own("v-1")), path_of(own("v-2"), "en")
    assert [("CONFIRMED", "引导咨询岗")] == stated(program, first)
    assert [("TENTATIVE", "[waiting list] 引导咨询岗")] == stated(program, second)
    before = events(program, first)[0], events(program, second)[0]
    assert before[0]["uid"] != before[1]["uid"]
    send(service.store, SIGN_UP_ACTIONS, cancel("c-1", "s-1", 5))
    assert [("CANCELLED", "[已取消] 引导咨询岗")] == stated(program, first)
    assert [("CONFIRMED", "引导咨询岗")] == stated(program, second)
    for path, was in zip((first, second), before, strict=True):
        (now,) = events(program, path)
        assert (was["uid"], True) == (now["uid"], was["sequence"] < now["sequence"])
    send(service.store, SIGN_UP_ACTIONS, ask("s-4", "v-1", 6))
    assert ["TENTATIVE"] == [state for state, _ in stated(program, first)]


def test_a_cancelled_shift_is_shown_as_such(
    service: Service,
    registry: Registry,
    own: Callable[[str], FlaskClient],
    calling: Callable[..., FlaskClient],
    program: FlaskClient,
) -> None:
    """At once, before its sign-ups follow it; and one that is long over is shown no longer."""
    prepare(service, registry, **TO_COME)
    take(service.store, "shift", {**SHIFT, "shift_ref": "long-over"})
    send(service.store, SIGN_UP_ACTIONS, ask("s-1", "v-1", 1), ask("s-2", "v-1", 2, "long-over"))
    path = path_of(own("v-1"))
    assert 200 == calling().put("/v1/shifts/shift-1/cancellation", json={"reason": "weather"}).status_code
    assert ["CANCELLED"] == [state for state, _ in stated(program, path)]
    hear(service, *published(service.store, "shift.cancelled.v1"))
    assert ["CANCELLED"] == [state for state, _ in stated(program, path)]


def test_an_address_ends_with_the_tokens_of_its_volunteer(
    service: Service, registry: Registry, own: Callable[[str], FlaskClient], program: FlaskClient
) -> None:
    """Whoever had the one may have the other; one that was made after them stays, and others' do."""
    prepare(service, registry, **TO_COME)
    paths = [path_of(own(person)) for person in ("v-1", "v-2")]
    holder, found = f"local:{number_of('v-1')}", []
    for ago in (dt.timedelta(hours=1), dt.timedelta()):
        facts = {"holder": holder, "revoked_at": clock.to_text(clock.now() - ago)}
        hear(service, Event("holder.revoked.v1", "registry", holder, facts, 1))
        found.append([program.get(path).status_code for path in paths])
    assert [[200, 200], [404, 200]] == found


def test_times_are_those_of_guangdong(
    service: Service, registry: Registry, own: Callable[[str], FlaskClient], program: FlaskClient
) -> None:
    """With the zone's name and what it is, for programs that do not know it; the same again has the same ETag."""
    prepare(service, registry, **TO_COME)
    send(service.store, SIGN_UP_ACTIONS, ask("s-1", "v-1", 1))
    path = path_of(own("v-1"))
    answer = program.get(path)
    calendar = icalendar.Calendar.from_ical(answer.data)
    (event,), (zone,) = calendar.walk("VEVENT"), calendar.walk("VTIMEZONE")
    assert ("Asia/Shanghai", "Asia/Shanghai") == (event["DTSTART"].params["TZID"], str(zone["TZID"]))
    assert [dt.timedelta(hours=8)] == [one.decoded("TZOFFSETTO") for one in zone.walk("STANDARD")]
    starts = clock.from_text(TO_COME["starts_at"]).replace(microsecond=0)
    assert starts == event.decoded("DTSTART")
    tag = answer.headers["ETag"]
    again = program.get(path, headers={"If-None-Match": tag})
    assert (304, b"", tag) == (again.status_code, again.data, again.headers["ETag"])
    own("v-1").put("/v1/sign-ups/s-1/cancellation", json={})
    assert 200 == program.get(path, headers={"If-None-Match": tag}).status_code


def test_an_address_is_renewed_and_withdrawn(
    service: Service,
    registry: Registry,
    own: Callable[[str], FlaskClient],
    calling: Callable[..., FlaskClient],
    program: FlaskClient,
) -> None:
    """Then the one before leads nowhere; shifts keep their names. Nobody but a volunteer has one, nor who is erased."""
    prepare(service, registry, **TO_COME)
    send(service.store, SIGN_UP_ACTIONS, ask("s-1", "v-1", 1))
    client = own("v-1")
    assert 404 == client.get("/v1/calendar").status_code
    first = path_of(client)
    names = [one["uid"] for one in events(program, first)]
    second = path_of(client)
    assert (404, names) == (program.get(first).status_code, [one["uid"] for one in events(program, second)])
    assert {"language", "made_at"} == set(client.get("/v1/calendar").json)
    assert [200, 200] == [client.put("/v1/calendar/withdrawal", json={}).status_code for _ in range(2)]
    assert [404, 404] == [program.get(second).status_code, client.get("/v1/calendar").status_code]
    assert 404 == calling().post("/v1/calendar", json={}).status_code
    third = path_of(client)
    hear(service, erased("v-1"))
    assert [404, 404] == [program.get(third).status_code, client.post("/v1/calendar", json={}).status_code]
    assert 0 == service.store.database["calendars"].count_documents({})


def test_the_secret_stands_nowhere(
    service: Service, registry: Registry, own: Callable[[str], FlaskClient], program: FlaskClient
) -> None:
    """Neither in the store, nor in lines and metrics; nor does the calendar name anybody. A key answers it once."""
    prepare(service, registry, **TO_COME)
    send(service.store, SIGN_UP_ACTIONS, ask("s-1", "v-1", 1), ask("s-2", "v-2", 2))
    client, key = own("v-1"), {"Idempotency-Key": "once"}
    made = [client.post("/v1/calendar", json={}, headers=key).json["address"] for _ in range(2)]
    assert made[1] is None
    secret = made[0].rpartition("/")[2].removesuffix(".ics")
    with capture_logs() as lines:
        body = program.get(made[0]).data.decode()
        assert 404 == program.get(f"/v1/calendars/{secret}x.ics").status_code
    assert ["/v1/calendars/<secret>.ics"] * 2 == [one["route"] for one in lines if one["event"] == "request"]
    database = service.store.database
    kept = str([list(database[name].find()) for name in database.list_collection_names()])
    told = f"{lines} {metrics.prometheus_client.generate_latest().decode()}"
    assert [False, False] == [secret in some for some in (kept, told)]
    numbers = [number_of(one) for one in ("v-1", "v-2")]
    assert not [one for one in ("v-1", "v-2", *numbers, "s-1", "s-2") if one in body]


def test_who_asks_too_often_is_told_so(
    service: Service, registry: Registry, own: Callable[[str], FlaskClient], program: FlaskClient
) -> None:
    """Each address has a budget of its own, as a caller has."""
    prepare(service, registry, **TO_COME)
    path = path_of(own("v-1"))
    app = program.application
    app.extensions["kapok"] = replace(app.extensions["kapok"], rates=Rates(1 / FULL_SECONDS))
    assert [200, 429] == [program.get(path).status_code for _ in range(2)]
    assert 404 == program.get("/v1/calendars/another.ics").status_code
