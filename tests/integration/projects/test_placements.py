"""Long placements on a real store: any order of arrival, a life over HTTP by two persons, money, and access."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any

import orjson
import pytest
from flask.testing import FlaskClient

from services.projects.api import blueprints
from services.projects.placements.kind import PLACEMENTS
from shared.config import Settings
from shared.store.transaction import Store
from shared.web.application import make_application
from shared.web.auth import make_token
from shared.where import EVERYWHERE, Where
from tests.integration.listening import Service, hear
from tests.integration.projects.definitions import published, send
from tests.integration.registrations import Registry, erased, merged, named, number_of

ROW = {
    "placement_ref": "placement-1",
    "programme": "mountain_plan",
    "volunteer_ref": "v-1",
    "place": "440103",
    "applied_on": "2016-11-01",
    "selected_on": "2016-11-20",
    "refusal": "",
    "starts_on": "2017-01-01",
    "months": "12",
    "extended_months": "0",
    "left_on": "",
    "left_reason": "",
    "monthly_allowance_fen": "100001",
}
APPLIED = {**ROW, "selected_on": "", "starts_on": ""}
SCOPES = ("projects:write", "projects:read", "projects:export", "projects:approve")
PATH = "/v1/placements/<reference>"
STEPS = ("selection", "refusal", "start", "extension", "leaving")
OF_PLACEMENTS = {
    *("/v1/placements", "/v1/placements/batch", "/v1/exports/placement-allowances", PATH),
    *(f"{PATH}/{one}" for one in (*STEPS, "allowance", "certificate")),
}
Ask = Callable[..., Any]


@pytest.fixture
def service(store: Store) -> Service:
    """Projects with its handlers."""
    return Service(store)


@pytest.fixture
def ask(settings: Settings, store: Store) -> Ask:
    """A request of somebody."""
    client: FlaskClient = make_application(settings, store, blueprints).test_client()

    def asked(who: str, method: str, path: str, body: Any = None, *, where: Where = EVERYWHERE, **headers: str) -> Any:
        token = make_token(settings, who, SCOPES, where=where)
        sent = {"Authorization": f"Bearer {token}", **{name.replace("_", "-"): text for name, text in headers.items()}}
        json = {} if body is None else {"json": body}
        return client.open(f"/v1{path}", method=method, headers=sent, **json)

    return asked


def outcomes(ask: Ask, day: str = "2018-12-31") -> dict[str, str]:
    """What the export says of placements."""
    lines = [orjson.loads(line) for line in ask("a", "GET", f"/exports/outcomes?as_of={day}").data.splitlines()]
    return {line["reference"]: line["outcome"] for line in lines if line["resource"] == "placements"}


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_any_order_of_arrival_gives_the_same(
    service: Service, registry: Registry, ask: Ask, order: Sequence[int]
) -> None:
    """Of the person, another name of the person, and placements under either; too young is so under both."""
    minor = {**ROW, "placement_ref": "placement-2", "volunteer_ref": "gz:v-1", "starts_on": "2016-12-01"}
    steps: list[Callable[[], Any]] = [
        lambda: hear(service, registry.state("v-1", 1, born="1999-01-01")),
        lambda: hear(service, named("gz:v-1", "v-1")),
        lambda: send(service.store, PLACEMENTS, ROW, minor),
    ]
    for one in order:
        steps[one]()
    assert {"placement-1": "completed", "placement-2": "refused:too_young"} == outcomes(ask)
    assert [("placement-1", False)] == [
        (one.subject, one.data["refused"]) for one in published(service.store, "placement.recorded.v1")
    ]


def test_a_merge_decides_again_on_an_age(service: Service, registry: Registry, ask: Ask) -> None:
    """Too young by the birth date of the registration that stands for the person; undone, it is by the own again."""
    hear(service, registry.state("v-1", 1), registry.state("v-2", 1, born="2010-01-01"))
    send(service.store, PLACEMENTS, {**ROW, "volunteer_ref": "v-2"})
    assert {"placement-1": "refused:too_young"} == outcomes(ask)
    hear(service, merged("v-1", "v-2"))
    assert {"placement-1": "completed"} == outcomes(ask)


def test_who_is_placed_and_turns_out_too_young_is_shown(service: Service, registry: Registry, ask: Ask) -> None:
    """Whoever decided before that decides what becomes of it."""
    hear(service, registry.state("v-1", 1, born="2010-01-01"), registry.state("v-2", 1))
    send(service.store, PLACEMENTS, {**ROW, "volunteer_ref": "v-2"})
    shown = []
    for news in (None, merged("v-1", "v-2"), merged("v-1", "v-2", until="2018-04-01")):
        hear(service, *([news] if news else []))
        found = ask("a", "GET", "/placements/placement-1").json
        listed = ask("a", "GET", "/placements?no_longer=too_young").json["placements"]
        shown.append((found["state"], found["no_longer"], [one["placement_ref"] for one in listed]))
    nothing = ("completed", None, [])
    assert [nothing, ("completed", "too_young", ["placement-1"]), nothing] == shown


def test_an_undone_merge_and_news_of_who_stands_for_the_person_decide_again(
    service: Service, registry: Registry, ask: Ask
) -> None:
    """One that was refused for another registration's birth date, whose own would do or is put right."""
    hear(service, registry.state("v-1", 1, born="2010-01-01"), registry.state("v-2", 1), merged("v-1", "v-2"))
    send(service.store, PLACEMENTS, {**ROW, "volunteer_ref": "v-2"})
    assert {"placement-1": "refused:too_young"} == outcomes(ask)
    first, second = ("placement-1", "placement-2")
    hear(service, merged("v-1", "v-2", until="2018-04-01"))
    assert {first: "completed"} == outcomes(ask)
    hear(service, merged("v-1", "v-2", sequence=3))
    send(service.store, PLACEMENTS, {**ROW, "placement_ref": second, "volunteer_ref": "v-2"})
    assert {first: "completed", second: "refused:too_young"} == outcomes(ask)
    hear(service, registry.state("v-1", 2, born="1990-01-01"))
    assert {first: "completed", second: "completed"} == outcomes(ask)


def test_what_waits_names_nobody_known(service: Service, registry: Registry, ask: Ask) -> None:
    """And a refusal by people comes before all that policies ask."""
    hear(service, registry.state("v-1", 1))
    unknown = {**ROW, "placement_ref": "placement-2", "volunteer_ref": "v-9", "refusal": "health"}
    refused = {**APPLIED, "placement_ref": "placement-3", "months": "18", "refusal": "health"}
    other = {**ROW, "placement_ref": "placement-4", "months": "18"}
    send(service.store, PLACEMENTS, ROW, unknown, refused, other)
    expected = ("completed", "held:unknown_volunteer", "refused:health", "refused:term")
    assert {f"placement-{number}": state for number, state in enumerate(expected, 1)} == outcomes(ask)
    told = published(service.store, "placement.recorded.v1") + published(service.store, "definition.refused.v1")
    assert "health" not in repr(told)


def test_a_life_is_decided_by_two(service: Service, registry: Registry, ask: Ask) -> None:
    """Each named from the token, on the version that was seen; the volunteer never on the own placement."""
    hear(service, registry.state("v-1", 1))
    assert 422 == ask("a", "POST", "/placements", ROW).status_code
    assert 202 == ask("a", "POST", "/placements", APPLIED).status_code
    selection, path = {"selected_on": "2016-11-20"}, "/placements/placement-1"
    first = ask("a", "GET", path).headers["ETag"]
    assert 422 == ask(number_of("v-1"), "PUT", f"{path}/selection", selection).status_code
    assert 200 == ask("b", "PUT", f"{path}/selection", selection, If_Match=first).status_code
    assert 412 == ask("b", "PUT", f"{path}/selection", selection, If_Match=first).status_code
    assert 422 == ask("b", "PUT", f"{path}/start", {"starts_on": "2017-01-01"}).status_code
    assert 200 == ask("c", "PUT", f"{path}/start", {"starts_on": "2017-01-01"}).status_code
    assert 422 == ask("c", "PUT", f"{path}/refusal", {"refusal": "health"}).status_code
    left = ask("b", "PUT", f"{path}/leaving", {"left_on": "2017-02-01", "left_reason": "升学"}).json

    assert ("left", "a", "b", "c", "b") == tuple(
        left[name] for name in ("state", "sent_by", "selected_by", "started_by", "left_by")
    )
    assert "升学" not in repr(service.store.database["placements"].find_one())
    assert [1, 2, 3, 4] == [one.sequence for one in published(service.store, "placement.recorded.v1")]
    paid = ask("a", "GET", f"{path}/allowance?as_of=2018-12-31").json
    assert ([{"month": "2017-01", "days": 31, "fen": 100001}], 100001) == (paid["months"], paid["total_fen"])
    assert 422 == ask("a", "GET", f"{path}/certificate").status_code


def test_who_completes_has_a_certificate(service: Service, registry: Registry, ask: Ask) -> None:
    """From the day after the last one on; the volunteer, too, gets it, and nobody from elsewhere."""
    hear(service, registry.state("v-1", 1))
    send(service.store, PLACEMENTS, ROW)
    path, own = "/placements/placement-1/certificate?as_of=", Where(person=number_of("v-1"))
    assert 422 == ask("a", "GET", f"{path}2017-12-31").status_code
    found = ask(number_of("v-1"), "GET", f"{path}2018-01-01", where=own).json
    assert ("2017-01-01", "2017-12-31", 12) == (found["first_day"], found["last_day"], found["months"])
    assert 404 == ask("a", "GET", f"{path}2018-01-01", where=Where(frozenset({"440300"}))).status_code


def test_the_first_day_asks_how_old_somebody_is(service: Service, registry: Registry, ask: Ask) -> None:
    """As the row does."""
    hear(service, registry.state("v-1", 1, born="1998-11-01"))
    send(service.store, PLACEMENTS, {**APPLIED, "selected_on": "2016-11-20"})
    assert 200 == ask("c", "PUT", "/placements/placement-1/start", {"starts_on": "2017-01-01"}).status_code
    hear(service, registry.state("v-1", 2, born="2009-11-01"))
    service.store.database["placements"].update_one({}, {"$set": {"starts_on": None}})
    answer = ask("d", "PUT", "/placements/placement-1/start", {"starts_on": "2017-01-01"})
    assert "too_young" == answer.json["errors"][0]["reason"]


@pytest.mark.parametrize(("region", "reached"), [("440100", True), ("440103", True), ("440300", False)])
def test_a_placement_is_for_who_reaches_its_place(
    service: Service, registry: Registry, ask: Ask, region: str, reached: bool
) -> None:
    """The record, its steps and its money, lists and exports; one abroad is the province's."""
    where = Where(frozenset({region}))
    hear(service, registry.state("v-1", 1))
    abroad = {**ROW, "placement_ref": "placement-2", "programme": "international", "place": "KE"}
    send(service.store, PLACEMENTS, ROW, abroad)
    path, found = "/placements/placement-1", 200 if reached else 404
    bodies = ({"selected_on": "2017-01-01"}, {"refusal": "health"}, {"starts_on": "2017-02-01"})
    bodies += ({"extended_months": 6}, {"left_on": "2017-02-01", "left_reason": ""})  # type: ignore[assignment]
    for step, body in zip(STEPS, bodies, strict=True):
        status = ask("z", "PUT", f"{path}/{step}", body, where=where).status_code
        assert status in ((200, 422) if reached else (404,))
    assert [found, found] == [ask("z", "GET", f"{path}{one}", where=where).status_code for one in ("", "/allowance")]
    assert 404 == ask("z", "GET", "/placements/placement-2", where=where).status_code
    listed = ask("z", "GET", "/placements", where=where).json["placements"]
    paid = ask("z", "GET", "/exports/placement-allowances", where=where).data.splitlines()
    assert [int(reached)] * 2 == [len(listed), len(paid)]
    sent = ask("z", "POST", "/placements", {**APPLIED, "placement_ref": "placement-3"}, where=where).status_code
    assert (202 if reached else 403) == sent


def test_nothing_is_kept_of_the_erased(service: Service, registry: Registry, ask: Ask) -> None:
    """Whatever the placement's state."""
    hear(service, registry.state("v-1", 1))
    send(service.store, PLACEMENTS, ROW)
    hear(service, erased("v-1"))
    assert {} == outcomes(ask)
