"""What sign-ups follow of their shifts on a real store: cancelled, with more places, and at the moment of a change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask.testing import FlaskClient

from services.projects.signups.kind import SIGN_UP_ACTIONS
from shared.store.transaction import Store
from tests.integration.listening import Service, hear
from tests.integration.projects.definitions import PROJECT, published, send, take
from tests.integration.projects.test_sign_ups import (
    TO_COME,
    ask,
    cancel,
    outcomes,
    prepare,
)
from tests.integration.registrations import Registry

PEOPLE = [f"w-{number}" for number in range(6)]
PLACES = {name: TO_COME[name] for name in ("starts_at", "ends_at")}
WEATHER = {"reason": "weather"}


def reasons(store: Store) -> set[tuple[str, str, str | None]]:
    """Which sign-ups ended, and why, as it was told."""
    told = published(store, "signup.settled.v1")
    return {(one.subject, one.data["state"], one.data["reason"]) for one in told if one.data["state"] == "cancelled"}


@pytest.mark.parametrize("heard", [1, 2])
def test_a_cancelled_shift_has_no_sign_ups(
    service: Service, registry: Registry, calling: Callable[..., FlaskClient], heard: int
) -> None:
    """Who has a place and who waits are told why, once; those who left before are not; the hours are free again."""
    prepare(service, registry, *PEOPLE, **TO_COME)
    take(service.store, "shift", {**TO_COME, "shift_ref": "shift-2"})
    send(service.store, SIGN_UP_ACTIONS, *(ask(f"s-{number}", f"w-{number}", number) for number in range(4)))
    send(service.store, SIGN_UP_ACTIONS, cancel("c-1", "s-1", 9))
    client = calling()
    assert 200 == client.put("/v1/shifts/shift-1/cancellation", json=WEATHER).status_code
    for _ in range(heard):
        hear(service, *published(service.store, "shift.cancelled.v1"))
    expected = {(f"s-{number}", "cancelled", "shift_cancelled") for number in (0, 2, 3)}
    assert {*expected, ("s-1", "cancelled", None)} == reasons(service.store)
    assert 9 == len(published(service.store, "signup.settled.v1"))
    shown = client.get("/v1/sign-ups/s-0").json
    assert ("cancelled", "shift_cancelled") == (shown["state"], shown["reason"])
    assert 0 == service.store.database["seats"].find_one({"_id": "shift-1"})["confirmed"]
    send(service.store, SIGN_UP_ACTIONS, ask("s-9", "w-0", 20, "shift-2"), cancel("c-2", "s-0", 21))
    assert ("confirmed", "refused:not_active") == tuple(outcomes(client)[one] for one in ("s-9", "c-2"))


def test_a_cancelled_project_takes_them_along(
    service: Service, registry: Registry, calling: Callable[..., FlaskClient]
) -> None:
    """By the events of its shifts."""
    take(service.store, "project", {**PROJECT, "project_ref": "warm-winter"})
    prepare(service, registry, *PEOPLE, **TO_COME)
    send(service.store, SIGN_UP_ACTIONS, ask("s-0", "w-0", 0))
    assert 200 == calling().put("/v1/projects/warm-winter/cancellation", json=WEATHER).status_code
    for name in ("project.cancelled.v1", "shift.cancelled.v1"):
        hear(service, *published(service.store, name))
    assert {("s-0", "cancelled", "shift_cancelled")} == reasons(service.store)


def test_more_places_go_to_who_waits_first(
    service: Service, registry: Registry, calling: Callable[..., FlaskClient]
) -> None:
    """As many as there are more, once however often it is heard; there are never fewer than people have."""
    prepare(service, registry, *PEOPLE, **{**TO_COME, "capacity": "2"})
    send(service.store, SIGN_UP_ACTIONS, *(ask(f"s-{number}", f"w-{number}", 9 - number) for number in range(6)))
    client = calling()
    assert 200 == client.put("/v1/shifts/shift-1/schedule", json={**PLACES, "capacity": 4}).status_code
    for _ in range(2):
        hear(service, *published(service.store, "shift.changed.v1"))
    confirmed = {one for one, state in outcomes(client).items() if state == "confirmed"}
    assert {"s-5", "s-4", "s-3", "s-2"} == confirmed
    moved = [one.subject for one in published(service.store, "signup.settled.v1") if one.data["moved_up"]]
    assert ["s-3", "s-2"] == moved
    fewer = client.put("/v1/shifts/shift-1/schedule", json={**PLACES, "capacity": 3})
    assert (422, "signed_up") == (fewer.status_code, fewer.json["errors"][0]["reason"])


def test_the_time_stays_while_somebody_waits(
    service: Service, registry: Registry, calling: Callable[..., FlaskClient]
) -> None:
    """Also where nobody has a place: who waits does so for a time."""
    prepare(service, registry, *PEOPLE, **{**TO_COME, "capacity": "0"})
    send(service.store, SIGN_UP_ACTIONS, ask("s-0", "w-0", 0))
    later = {"starts_at": TO_COME["ends_at"], "ends_at": TO_COME["ends_at"], "capacity": 0}
    answer = calling().put("/v1/shifts/shift-1/schedule", json=later)
    assert (422, "signed_up") == (answer.status_code, answer.json["errors"][0]["reason"])


@pytest.mark.parametrize("step", ["cancellation", "schedule"])
def test_nobody_slips_through_at_the_moment_of_a_change(
    service: Service, registry: Registry, calling: Callable[..., FlaskClient], step: str
) -> None:
    """Whoever signs up or gives up while a shift is cancelled, or gets more places, is decided by what it is."""
    people = [f"w-{number}" for number in range(24)]
    prepare(service, registry, *people, **{**TO_COME, "capacity": "4"})
    client = calling()
    body = WEATHER if step == "cancellation" else {**PLACES, "capacity": 9}

    def act(number: int) -> None:
        if number == 12:
            assert 200 == client.put(f"/v1/shifts/shift-1/{step}", json=body).status_code
            for name in ("shift.cancelled.v1", "shift.changed.v1"):
                hear(service, *published(service.store, name))
        else:
            client.post("/v1/sign-up-actions", json=ask(f"s-{number:02}", f"w-{number}", number))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(act, range(24)))
    for name in ("shift.cancelled.v1", "shift.changed.v1"):
        hear(service, *published(service.store, name))
    found = Counter(outcomes(client).values())
    confirmed = service.store.database["seats"].find_one({"_id": "shift-1"})["confirmed"]
    if step == "cancellation":
        assert (0, 0, 0) == (found["confirmed"], found["waiting"], confirmed)
    else:
        assert (9, 14, 9) == (found["confirmed"], found["waiting"], confirmed)
