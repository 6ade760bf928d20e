"""Places that pass from one volunteer to another on a real store: by all rules, once, past nobody who waits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.projects.signups.kind import SIGN_UP_ACTIONS
from shared.where import Where
from tests.integration.listening import Service, hear
from tests.integration.projects.definitions import SHIFT, published, send, take
from tests.integration.projects.test_sign_ups import OWN, PEOPLE, TO_COME, ask, outcomes, prepare
from tests.integration.registrations import Registry, erased, merged, number_of

ONE = {**TO_COME, "capacity": "1"}
ANOTHER = {**ONE, "shift_ref": "shift-2"}
"""At the same time."""


@pytest.fixture
def own(calling: Callable[..., FlaskClient]) -> Callable[[str], FlaskClient]:
    """The API for a volunteer."""
    return lambda person: calling(Where(person=number_of(person)), OWN, number_of(person))


def offer(client: FlaskClient, sign_up: str = "s-1", to: str = "v-2", wanted: str | None = None) -> Any:
    """What is answered to an offer."""
    return client.post(f"/v1/sign-ups/{sign_up}/swaps", json={"volunteer_ref": to, "for_shift_ref": wanted})


def said(client: FlaskClient, swap: Any, decision: str = "accepted") -> tuple[int, Any]:
    """What is answered to who says that: the state, or the reason."""
    reference = swap.json["swap_ref"]
    step, body = ("withdrawal", {}) if decision == "withdrawn" else ("decision", {"decision": decision})
    return answered(client.put(f"/v1/swaps/{reference}/{step}", json=body))


def answered(answer: Any) -> tuple[int, Any]:
    """The state, or the reason."""
    errors = [one["reason"] for one in answer.json.get("errors", [])]
    return answer.status_code, answer.json["state"] if answer.status_code < 300 else next(iter(errors), None)


def states(client: FlaskClient, shift: str = "shift-1") -> list[tuple[str, str, str | None]]:
    """Whose sign-ups to a shift there are, how they stand and why."""
    found = client.get(f"/v1/shifts/{shift}/sign-ups").json
    return [(one["volunteer_ref"], one["state"], one.get("reason")) for one in found]


def test_a_place_passes_to_who_says_yes(
    service: Service, registry: Registry, own: Callable[[str], FlaskClient], calling: Callable[..., FlaskClient]
) -> None:
    """Once however often it is said; both are told, both see it, and the place is free for nobody between them."""
    prepare(service, registry, **ONE)
    send(service.store, SIGN_UP_ACTIONS, ask("s-1", "v-1", 1))
    giver, taker = own("v-1"), own("v-2")
    swap = offer(giver)
    assert (201, "offered") == answered(swap)
    assert swap.json["swap_ref"] == offer(giver).json["swap_ref"]
    assert [["offered"]] * 2 == [[one["state"] for one in who.get("/v1/swaps").json] for who in (giver, taker)]
    assert [(200, "accepted")] * 2 == [said(taker, swap) for _ in range(2)]
    assert [(422, "already_decided")] * 2 == [said(taker, swap, "declined"), said(giver, swap, "withdrawn")]
    assert [("v-1", "cancelled", "swapped"), ("v-2", "confirmed", None)] == states(calling())
    assert 1 == service.store.database["seats"].find_one({"_id": "shift-1"})["confirmed"]
    (received,) = taker.get("/v1/swaps").json
    assert "confirmed" == taker.get(f"/v1/sign-ups/{received['taken_ref']}").json["state"]
    told = [(one.data["volunteer"], one.data["state"]) for one in published(service.store, "signup.settled.v1")]
    assert [(number_of("v-2"), "confirmed"), (number_of("v-1"), "cancelled")] == told[1:]
    sides = [
        (one.data["volunteer"], one.data["taker"])
        for kind in ("swap.offered.v1", "swap.answered.v1")
        for one in published(service.store, kind)
    ]
    assert [(number_of("v-1"), number_of("v-2"))] * 2 == sides


def test_nobody_else_offers_answers_or_withdraws(
    service: Service, registry: Registry, own: Callable[[str], FlaskClient], calling: Callable[..., FlaskClient]
) -> None:
    """For others there is no such sign-up and no such offer; who runs the shift does it for either, and is kept."""
    prepare(service, registry, **ONE)
    send(service.store, SIGN_UP_ACTIONS, ask("s-1", "v-1", 1))
    away, there = (calling(Where(frozenset({code}))) for code in ("440300", "440100"))
    assert [404, 404] == [offer(one).status_code for one in (own("v-2"), away)]
    swap = offer(own("v-1"))
    assert [404] * 3 == [said(one, swap)[0] for one in (own("v-1"), own("v-3"), away)]
    assert [404] * 2 == [said(one, swap, "withdrawn")[0] for one in (own("v-2"), away)]
    assert [] == own("v-3").get("/v1/swaps").json
    assert (200, "accepted") == said(there, swap)
    assert "tester" == service.store.database["swaps"].find_one()["answered_by"]


def test_a_place_against_a_place(
    service: Service, registry: Registry, own: Callable[[str], FlaskClient], calling: Callable[..., FlaskClient]
) -> None:
    """Also of shifts at one time, and whoever waits for either goes on waiting: no place was free."""
    prepare(service, registry, **ONE)
    take(service.store, "shift", ANOTHER)
    rows = (ask("s-1", "v-1", 1), ask("s-2", "v-2", 2, "shift-2"), ask("s-3", "v-3", 3))
    send(service.store, SIGN_UP_ACTIONS, *rows)
    swap = offer(own("v-1"), wanted="shift-2")
    assert (200, "accepted") == said(own("v-2"), swap)
    first = [("v-1", "cancelled", "swapped"), ("v-3", "waiting", None), ("v-2", "confirmed", None)]
    assert first == states(calling())
    assert [("v-2", "cancelled", "swapped"), ("v-1", "confirmed", None)] == states(calling(), "shift-2")
    busy = own("v-2").post("/v1/sign-ups", json={"shift_ref": "shift-2", "volunteer_ref": "v-2"})
    assert "refused:overlap" == busy.json["outcome"]
    assert 200 == own("v-1").put(f"/v1/sign-ups/{shown(own('v-1'))['returned_ref']}/cancellation", json={}).status_code


def shown(client: FlaskClient) -> Any:
    """The only swap of somebody."""
    (found,) = client.get("/v1/swaps").json
    return found


def test_nobody_who_waits_is_passed_over(
    service: Service, registry: Registry, own: Callable[[str], FlaskClient], calling: Callable[..., FlaskClient]
) -> None:
    """A place that is given away while somebody waits is refused, also where that one came after the offer."""
    prepare(service, registry, **ONE)
    send(service.store, SIGN_UP_ACTIONS, ask("s-1", "v-1", 1))
    swap = offer(own("v-1"))
    send(service.store, SIGN_UP_ACTIONS, ask("s-3", "v-3", 3))
    assert (422, "others_wait") == said(own("v-2"), swap)
    assert (422, "others_wait") == answered(offer(own("v-1"), to="v-4"))
    assert 200 == own("v-1").put("/v1/sign-ups/s-1/cancellation", json={}).status_code
    assert ("lapsed", (422, "not_confirmed")) == (shown(own("v-2"))["state"], said(own("v-2"), swap))
    assert [("v-1", "cancelled", None), ("v-3", "confirmed", None)] == states(calling())


AGAINST: dict[str, tuple[str, dict[str, Any], tuple[str, dict[str, str]] | None]] = {
    "unverified": ("unverified_volunteer", {"verified": False}, None),
    "young": ("too_young", {"born": "2016-01-01"}, None),
    "elsewhere": ("overlap", {}, None),
    "closed": ("not_open", {}, ("closing", {})),
    "cancelled": ("not_open", {}, ("cancellation", {"reason": "weather"})),
}


@pytest.mark.parametrize("against", AGAINST)
def test_who_takes_a_place_keeps_all_rules(
    service: Service,
    registry: Registry,
    own: Callable[[str], FlaskClient],
    calling: Callable[..., FlaskClient],
    against: str,
) -> None:
    """The answer says which is against it, and nothing is kept of the attempt: the offer stays open."""
    prepare(service, registry, "v-1", **ONE)
    reason, facts, step = AGAINST[against]
    hear(service, registry.state("v-2", 2, **facts), registry.state("v-2", 1))
    take(service.store, "shift", ANOTHER)
    elsewhere = [ask("s-2", "v-2", 2, "shift-2")] if against == "elsewhere" else []
    send(service.store, SIGN_UP_ACTIONS, ask("s-1", "v-1", 1), *elsewhere)
    swap = offer(own("v-1"))
    if step:
        assert 200 == calling().put(f"/v1/shifts/shift-1/{step[0]}", json=step[1]).status_code
    before = outcomes(calling())
    assert (422, reason) == said(own("v-2"), swap)
    assert (before, [("v-1", "confirmed", None)]) == (outcomes(calling()), states(calling()))
    assert [] == published(service.store, "swap.answered.v1")
    assert (200, "declined") == said(own("v-2"), swap, "declined")


def test_what_is_against_the_other_is_not_said(
    service: Service, registry: Registry, own: Callable[[str], FlaskClient], calling: Callable[..., FlaskClient]
) -> None:
    """To who runs the shift it is."""
    prepare(service, registry, **ONE)
    take(service.store, "shift", ANOTHER)
    send(service.store, SIGN_UP_ACTIONS, ask("s-1", "v-1", 1), ask("s-2", "v-2", 2, "shift-2"))
    swap = offer(own("v-1"), wanted="shift-2")
    hear(service, registry.state("v-1", 3, verified=False))
    assert (422, "other_not_eligible") == said(own("v-2"), swap)
    assert (422, "unverified_volunteer") == said(calling(Where(frozenset({"440100"}))), swap)


def test_what_cannot_be_offered(
    service: Service, registry: Registry, own: Callable[[str], FlaskClient], calling: Callable[..., FlaskClient]
) -> None:
    """No place that one waits for, of a shift that has begun, to oneself, to too many, or again to who declined."""
    prepare(service, registry, **ONE)
    take(service.store, "shift", {**SHIFT, "shift_ref": "begun"})
    waits = [ask("s-1", "v-1", 1), ask("s-2", "v-2", 2), ask("s-3", "v-1", 3, "begun")]
    send(service.store, SIGN_UP_ACTIONS, *waits)
    giver = own("v-1")
    assert (422, "not_confirmed") == answered(offer(own("v-2"), "s-2", "v-3"))
    assert (422, "too_late") == answered(offer(giver, "s-3", "v-3"))
    assert (422, "unknown_shift") == answered(offer(giver, wanted="shift-none"))
    own("v-2").put("/v1/sign-ups/s-2/cancellation", json={})
    hear(service, merged("v-1", "v-3"))
    assert [(422, "same_person")] * 2 == [answered(offer(giver, to=one)) for one in ("v-1", "v-3")]
    assert (200, "declined") == said(own("v-2"), offer(giver), "declined")
    assert (422, "declined_before") == answered(offer(giver))
    unknown = [offer(giver, to=f"nobody-{number}") for number in range(5)]
    assert {(201, "offered")} == {answered(one) for one in unknown}
    assert (422, "too_many_offers") == answered(offer(giver, to="nobody-9"))
    assert (200, "withdrawn") == said(giver, unknown[0], "withdrawn")
    assert (201, "offered") == answered(offer(giver, to="nobody-9"))


def test_one_place_is_taken_once_at_one_moment(
    service: Service, registry: Registry, own: Callable[[str], FlaskClient], calling: Callable[..., FlaskClient]
) -> None:
    """However many say yes while the giver cancels and others ask for it; and of who is erased nothing stays."""
    people = [*PEOPLE, *(f"w-{number}" for number in range(8))]
    prepare(service, registry, *people, **ONE)
    send(service.store, SIGN_UP_ACTIONS, ask("s-1", "v-1", 1))
    giver = own("v-1")
    offers = {name: offer(giver, to=name) for name in (f"w-{number}" for number in range(5))}
    clients = {name: own(name) for name in people}

    def act(name: str) -> Any:
        if name in offers:
            return said(clients[name], offers[name])
        return clients[name].post("/v1/sign-ups", json={"shift_ref": "shift-1", "volunteer_ref": name}).status_code

    with ThreadPoolExecutor(8) as threads:
        found = dict(zip(people[1:], threads.map(act, people[1:]), strict=True))
    counted = Counter(state for _, state, _ in states(calling()))
    yes = [name for name in offers if found[name] == (200, "accepted")]
    assert (1, 5, len(yes)) == (counted["confirmed"], counted["waiting"], counted["cancelled"])
    assert {(422, "not_confirmed"), (422, "others_wait")} >= {found[name] for name in offers if name not in yes}
    hear(service, erased("v-1"))
    assert 0 == service.store.database["swaps"].count_documents({})
