"""What waits for people is decided by who may, and each finds what waits for them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from services.hours.api import blueprints
from services.hours.attendance import due
from shared.config import Settings
from shared.events.envelope import Event
from shared.store.transaction import Store
from shared.web.application import make_application
from shared.where import EVERYWHERE, Where
from tests.integration.hours import county
from tests.integration.hours.county import COUNTY, FAR, HERE, Asked, presence, shift
from tests.integration.listening import Service, hear
from tests.integration.placed import Caller
from tests.integration.registrations import Registry, number_of

SCOPES = ["hours:read", "hours:approve", "hours:export"]
TREE = {"top": ("440000", None), "city": ("440300", "top"), "team": (COUNTY, "city"), "mates": (COUNTY, "city")}
TEAM, ABOVE = (Where(organisations=frozenset({one})) for one in ("team", "city"))
OFFICER = Where(frozenset({COUNTY}))


def organisation(reference: str) -> Event:
    """As the registry tells it."""
    region, parent = TREE[reference]
    data = {"organisation_ref": reference, "name": reference, "kind": "service_team"}
    return Event(
        "organisation.registered.v1", "registry", reference, {**data, "region_code": region, "parent_ref": parent}, 1
    )


def of_team(event: Event, hours: int) -> Event:
    """The shift is run by the team, and lasts so long."""
    data = {**event.data, "organisation_ref": "team", "ends_at": f"2018-02-14T{8 + hours:02d}:00:00+08:00"}
    return replace(event, data=data)


@pytest.fixture
def service(store: Store) -> Service:
    """Two volunteers, and a long shift that a county's team runs, below the city's federation."""
    service, registry = Service(store), Registry(store.settings)
    hear(service, *map(organisation, TREE), of_team(shift(HERE, COUNTY), 14), shift("far", FAR))
    for one in (HERE, "away"):
        hear(service, *(registry.state(one, sequence, home_region_code=COUNTY) for sequence in (1, 2)))
    return service


@pytest.fixture
def caller(settings: Settings, store: Store, service: Service) -> Caller:
    """The API of hours."""
    return Caller(make_application(settings, store, blueprints).test_client(), settings, SCOPES)


def stay(name: str, start: int, end: int, **more: Any) -> Event:
    """A presence at that shift."""
    event = presence(name, HERE, more.pop("volunteer_ref", HERE), **more)
    hours = {"checked_in_at": start, "checked_out_at": end}
    times = {field: f"2018-02-14T{hour:02d}:00:00+08:00" for field, hour in hours.items()}
    return replace(event, data={**event.data, **times})


def decide(caller: Caller, name: str, where: Where, subject: str = "lead", **body: Any) -> tuple[int, str]:
    """What is answered to a verdict: the status, and the outcome or why not."""
    asked = Asked(f"/attendance/{name}/verdicts", {"verdict": "approve", **body})
    answer = caller.send("POST", asked, where, subject=subject)
    errors = answer.json.get("errors") or [{"reason": ""}]
    return answer.status_code, answer.json.get("outcome") or errors[0]["reason"]


def waiting(caller: Caller, where: Where, subject: str = "lead", query: str = "") -> list[str]:
    """What waits for somebody."""
    answer = caller.send("GET", Asked(f"/reviews/waiting{query}"), where, subject=subject)
    return [one["attendance_ref"] for one in answer.json["waiting"]]


def test_long_presences_are_decided_above_who_ran_the_shift(caller: Caller, service: Service) -> None:
    """Nine hours by the city's federation, thirteen by the province; each finds its own in the list."""
    hear(service, stay("nine", 8, 17), stay("thirteen", 8, 21, volunteer_ref="away"))
    for below in (TEAM, OFFICER, Where(organisations=frozenset({"mates"}))):
        assert [] == waiting(caller, below)
    assert [(422, "decided_above"), (422, "decided_by_province")] == [
        decide(caller, one, TEAM) for one in ("nine", "thirteen")
    ]
    assert (422, "decided_above") == decide(caller, "nine", OFFICER)
    assert 404 == decide(caller, "nine", Where(organisations=frozenset({"mates"})))[0]
    top = Where(organisations=frozenset({"top"}))
    assert [["nine"], ["nine", "thirteen"], ["nine", "thirteen"]] == [
        waiting(caller, one) for one in (ABOVE, top, EVERYWHERE)
    ]
    assert [(200, "credited"), (200, "credited")] == [
        decide(caller, "nine", ABOVE),
        decide(caller, "thirteen", top),
    ]
    assert [] == waiting(caller, EVERYWHERE)


def test_approving_an_overlap_credits_what_no_entry_covers(caller: Caller, service: Service, store: Store) -> None:
    """In two parts where an entry lies between them; the presence has their sum, and a copy of it changes nothing."""
    between = stay("a", 10, 11)
    around = stay("b", 8, 12)
    hear(service, between, around)
    assert ["b"] == waiting(caller, TEAM)
    assert (200, "credited") == decide(caller, "b", TEAM)
    hear(service, around)
    entries = caller.send("GET", Asked(f"/volunteers/{number_of(HERE)}/entries"), EVERYWHERE).json
    assert {("a", 60), ("b", 120), ("again:2:b", 60)} == {(one["entry"], one["minutes"]) for one in entries}
    assert 180 == caller.send("GET", Asked("/attendance/b"), TEAM).json["minutes"]
    lines = caller.lines(Asked("/exports/outcomes"), "minutes", EVERYWHERE)
    assert ["60", "180"] == list(map(str, lines))
    told = [one.data["entry"] for one in service.news() if one.type == "hours.credited.v1"]
    assert ["a", "b", "again:2:b"] == sorted(told, key=len)


def test_what_waits_can_be_refused_for_a_reason(caller: Caller, service: Service) -> None:
    """By who could approve it, and by nobody else; the reason is named."""
    hear(service, stay("a", 8, 12), stay("b", 9, 11), stay("c", 9, 17, recorded_by="clerk"))
    said = {"verdict": "refuse", "because": "recorded_twice"}
    assert 409 == decide(caller, "a", TEAM, **said)[0]
    assert 422 == decide(caller, "b", TEAM, verdict="refuse")[0]
    assert [(200, "rejected:recorded_twice"), (200, "rejected:recorded_twice")] == [
        decide(caller, one, TEAM, **said) for one in ("b", "c")
    ]


def test_a_volunteer_under_any_name_decides_on_nothing_of_their_own_and_nobody_twice(
    caller: Caller, service: Service
) -> None:
    """Who approved as a second person under one name of theirs approves nothing more of it under another."""
    by_hand = {"method": "backfilled", "recorded_by": "clerk"}
    hear(service, stay("a", 8, 12), stay("b", 9, 13, **by_hand))
    for name in (HERE, number_of(HERE), "clerk"):
        assert [] == waiting(caller, OFFICER, name)
        assert 409 == decide(caller, "b", OFFICER, name)[0]
    assert (200, "held:public_notice") == decide(caller, "b", OFFICER, number_of("away"))
    assert 1 == due.end_public_notices(service.store, dt.date(2999, 1, 1))
    assert (409, "") == decide(caller, "b", OFFICER, "away")
    assert ["b"] == waiting(caller, OFFICER, "head")


def test_what_waits_is_listed_by_when_it_is_due(caller: Caller, service: Service) -> None:
    """Page by page, with the last day in time; what was served elsewhere is not in it."""
    by_hand = {"method": "backfilled", "recorded_by": "clerk"}
    hear(service, *(stay(f"w-{hour}", hour, hour + 1, **by_hand) for hour in range(8, 13)))
    hear(service, presence("far", "far", "away", 8, **by_hand))
    answer = caller.send("GET", Asked("/reviews/waiting?limit=2"), OFFICER, subject="lead").json
    first = answer["waiting"][0]
    assert ("2018-03-06", True, "second_person_required") == tuple(
        first[one] for one in ("due_on", "overdue", "reason")
    )
    assert ["w-10", "w-11", "w-12", "w-8", "w-9"] == waiting(caller, OFFICER)
    rest = waiting(caller, OFFICER, query=f"?limit=10&after={answer['next']}")
    assert ["w-10", "w-11", *rest] == waiting(caller, OFFICER)
    assert ["w-12", "w-8", "w-9"] == rest
    assert county.NUMBER == first["volunteer"]
