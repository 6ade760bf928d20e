"""What people say to proposals, on a real store: a sign-up by all its rules, once, and by nobody else."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.projects.signups.kind import SIGN_UP_ACTIONS
from shared.events.envelope import Event
from shared.where import Where
from tests.integration.listening import Service, hear
from tests.integration.projects.definitions import SHIFT, published, send
from tests.integration.projects.test_proposals import proposed
from tests.integration.projects.test_sign_ups import OWN, TO_COME, ask, outcomes, prepare
from tests.integration.registrations import Registry, erased, number_of

DECISION = "/v1/shifts/shift-1/proposals/r-1/decision"


def offered(person: str, shift: str = "shift-1") -> Event:
    """A place of a shift is proposed to somebody."""
    event = proposed(shift)
    named = {"volunteer": number_of(person), "volunteer_ref": person}
    return Event(event.type, event.source, shift, {**event.data, **named})


def said(client: FlaskClient, person: str, decision: str = "accepted") -> tuple[int, Any]:
    """What is answered to who says that: the state with the sign-up's, or the reason."""
    answer = client.put(DECISION, json={"volunteer": number_of(person), "decision": decision})
    if answer.status_code != 200:
        return answer.status_code, next((one["reason"] for one in answer.json.get("errors", [])), None)
    sign_up = answer.json["sign_up_ref"]
    return 200, (answer.json["state"], client.get(f"/v1/sign-ups/{sign_up}").json["state"] if sign_up else None)


@pytest.fixture
def own(calling: Callable[..., FlaskClient]) -> Callable[[str], FlaskClient]:
    """The API for a volunteer."""
    return lambda person: calling(Where(person=number_of(person)), OWN, number_of(person))


def test_a_proposal_becomes_a_sign_up(service: Service, registry: Registry, own: Callable[[str], FlaskClient]) -> None:
    """Of the volunteer who says yes; the same again changes nothing, another answer is refused; it is told once."""
    prepare(service, registry, **{**TO_COME, "capacity": "1"})
    hear(service, *(offered(one) for one in ("v-1", "v-2", "v-3")))
    first, second, third = (own(one) for one in ("v-1", "v-2", "v-3"))
    (mine,) = first.get("/v1/proposals").json
    assert ("shift-1", "proposed") == (mine["shift_ref"], mine["state"])
    assert [(200, ("accepted", "confirmed"))] * 2 == [said(first, "v-1") for _ in range(2)]
    assert (422, "already_decided") == said(first, "v-1", "declined")
    assert (200, ("accepted", "waiting")) == said(second, "v-2")
    assert [(200, ("declined", None))] * 2 == [said(third, "v-3", "declined") for _ in range(2)]
    assert (422, "already_decided") == said(third, "v-3")
    told = [(one.data["volunteer"], one.data["state"]) for one in published(service.store, "proposal.answered.v1")]
    states = {"v-1": "accepted", "v-2": "accepted", "v-3": "declined"}
    assert sorted((number_of(one), state) for one, state in states.items()) == sorted(told)
    assert 2 == len(published(service.store, "signup.settled.v1"))


def test_nobody_else_answers(
    service: Service, registry: Registry, own: Callable[[str], FlaskClient], calling: Callable[..., FlaskClient]
) -> None:
    """For others there is no such proposal; who runs the shift answers for somebody, and is kept."""
    prepare(service, registry, **TO_COME)
    hear(service, offered("v-1"))
    away, there = (calling(Where(frozenset({code}))) for code in ("440300", "440100"))
    assert [404, 404] == [said(one, "v-1")[0] for one in (own("v-2"), away)]
    assert [404, 404] == [said(own(one), "v-2")[0] for one in ("v-1", "v-2")]
    assert 404 == own("v-2").get("/v1/shifts/shift-1/proposals").status_code
    assert (200, ("accepted", "confirmed")) == said(there, "v-1")
    assert "tester" == service.store.database["proposal_answers"].find_one()["decided_by"]


@pytest.mark.parametrize(
    ("step", "reason"),
    [
        (None, "too_late"),
        ("closing", "not_open"),
        ("cancellation", "not_open"),
        ("sign-up", "already_signed_up"),
    ],
)
def test_what_is_against_it_is_said(
    service: Service,
    registry: Registry,
    calling: Callable[..., FlaskClient],
    step: str | None,
    reason: str,
) -> None:
    """And nothing is kept of the attempt: the proposal stays open, and nobody hears of a sign-up."""
    own = calling(Where(person=number_of("v-1")), OWN, number_of("v-1"))
    prepare(service, registry, **(TO_COME if step else SHIFT))
    hear(service, offered("v-1"))
    if step == "sign-up":
        send(service.store, SIGN_UP_ACTIONS, ask("s-1", "v-1", 1))
    elif step:
        body = {"reason": "weather"} if step == "cancellation" else {}
        assert 200 == calling().put(f"/v1/shifts/shift-1/{step}", json=body).status_code
    before = outcomes(calling())
    assert (422, reason) == said(own, "v-1")
    assert before == outcomes(calling())
    (shown,) = calling().get("/v1/shifts/shift-1/proposals").json
    assert ("proposed", []) == (shown["state"], published(service.store, "proposal.answered.v1"))


def test_one_who_answers_twice_at_one_moment_has_one_place(
    service: Service, registry: Registry, own: Callable[[str], FlaskClient], calling: Callable[..., FlaskClient]
) -> None:
    """However many requests there are; and of who is erased no answer stays."""
    prepare(service, registry, **TO_COME)
    hear(service, offered("v-1"))
    client = own("v-1")
    with ThreadPoolExecutor(6) as threads:
        found = list(threads.map(lambda _: said(client, "v-1"), range(6)))
    assert [(200, ("accepted", "confirmed"))] * 6 == found
    assert ["confirmed"] == list(outcomes(calling()).values())
    hear(service, erased("v-1"))
    assert 0 == service.store.database["proposal_answers"].count_documents({})
