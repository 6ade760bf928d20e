"""Sign-ups on a real store: any order of arrival, many at once, waiting lists, erasure, and who may do what."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import orjson
import pytest
from flask.testing import FlaskClient

from services.projects.attendance.usecases import log_attendance
from services.projects.signups.kind import SIGN_UP_ACTIONS
from shared import clock
from shared.intake.rows import Line
from shared.store.transaction import Store
from shared.where import Where
from tests.integration.listening import Service, hear
from tests.integration.projects.definitions import ORGANISATION, POST, SHIFT, published, send, take
from tests.integration.projects.test_attendance import ROW
from tests.integration.projects.test_credentials import licence
from tests.integration.registrations import Registry, erased, merged, number_of

OWN = ("projects:read", "projects:sign-up")
PEOPLE = ("v-1", "v-2", "v-3")
FAR = clock.now() + dt.timedelta(days=30)
TO_COME = {**SHIFT, "starts_at": clock.to_text(FAR), "ends_at": clock.to_text(FAR + dt.timedelta(hours=3))}


def ask(reference: str, volunteer: str, minute: int, shift: str = "shift-1") -> dict[str, str]:
    """A sign-up, as a row."""
    named = {"sign_up_ref": "", "shift_ref": shift, "volunteer_ref": volunteer}
    return {"action_ref": reference, "action": "sign_up", **named, "at": f"2018-02-01T09:{minute:02}:00+08:00"}


def cancel(reference: str, sign_up: str, minute: int) -> dict[str, str]:
    """A cancel, as a row."""
    return {**ask(reference, "", minute, ""), "action": "cancel", "sign_up_ref": sign_up}


ROWS = (
    ask("s-1", "v-1", 1),
    ask("s-2", "v-2", 2),
    ask("s-3", "v-1", 3),
    ask("s-4", "v-3", 4),
    cancel("c-1", "s-1", 5),
    cancel("c-2", "s-3", 6),
    cancel("c-3", "s-1", 7),
    cancel("c-4", "s-9", 8),
)
OUTCOMES = {
    "s-1": "cancelled",
    "s-2": "confirmed",
    "s-3": "refused:already_signed_up",
    "s-4": "confirmed",
    "c-1": "accepted",
    "c-2": "refused:not_active",
    "c-3": "refused:not_active",
    "c-4": "held:unknown_sign_up",
}


def prepare(service: Service, registry: Registry, *people: str, **shift: str) -> None:
    """A shift is scheduled, and people are verified."""
    hear(service, ORGANISATION, *(registry.state(one, 2) for one in people or PEOPLE))
    hear(service, *(registry.state(one, 1) for one in people or PEOPLE))
    take(service.store, "site")
    take(service.store, "post", {**POST, "minimum_age": "14"})
    take(service.store, "shift", {**SHIFT, **shift})


def outcomes(client: FlaskClient) -> dict[str, str]:
    """What the export says became of actions."""
    found = map(orjson.loads, client.get(f"/v1/exports/outcomes?as_of={clock.today()}").data.splitlines())
    return {one["reference"]: one["outcome"] for one in found if one["resource"] == "sign_up_actions"}


def settled(store: Store) -> list[tuple[str, str, bool]]:
    """What was told of sign-ups, in the order in which it happened."""
    return [(one.subject, one.data["state"], one.data["moved_up"]) for one in published(store, "signup.settled.v1")]


def test_actions_of_a_batch_are_decided_in_the_order_of_their_instants(
    service: Service, registry: Registry, calling: Callable[..., FlaskClient]
) -> None:
    """However they stand in it; and the same again changes nothing."""
    prepare(service, registry)
    for _ in range(2):
        send(service.store, SIGN_UP_ACTIONS, *reversed(ROWS))
    assert OUTCOMES == outcomes(calling())
    assert [
        ("s-3", "refused", False),
        ("s-1", "confirmed", False),
        ("s-2", "confirmed", False),
        ("s-4", "waiting", False),
        ("s-1", "cancelled", False),
        ("s-4", "confirmed", True),
    ] == settled(service.store)


def test_actions_that_come_one_by_one_are_the_same(
    service: Service, registry: Registry, calling: Callable[..., FlaskClient]
) -> None:
    """In the order of their instants, each a command of its own."""
    prepare(service, registry)
    for one in ROWS:
        send(service.store, SIGN_UP_ACTIONS, one)
    assert OUTCOMES == outcomes(calling())


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_what_is_unknown_is_waited_for(
    service: Service, registry: Registry, calling: Callable[..., FlaskClient], order: Sequence[int]
) -> None:
    """Shifts, people and sign-ups may come in any order; a cancel waits for its sign-up, also for a refused one."""
    hear(service, ORGANISATION)
    take(service.store, "site")
    take(service.store, "post")
    steps: list[Callable[[], Any]] = [
        lambda: take(service.store, "shift", {**SHIFT, "capacity": "1"}),
        lambda: hear(service, *(registry.state(one, sequence) for one in PEOPLE for sequence in (2, 1))),
        lambda: [send(service.store, SIGN_UP_ACTIONS, one) for one in (cancel("c-1", "s-1", 9), ask("s-1", "v-1", 1))],
    ]
    for number in order:
        steps[number]()
        hear(service, *published(service.store, "shift.scheduled.v1"))
    for one in (ask("s-2", "v-1", 10), cancel("c-3", "s-3", 12), ask("s-3", "v-1", 11)):
        send(service.store, SIGN_UP_ACTIONS, one)
    refused = {"s-3": "refused:already_signed_up", "c-3": "refused:not_active"}
    assert {"s-1": "cancelled", "c-1": "accepted", "s-2": "confirmed", **refused} == outcomes(calling())


def test_two_hundred_ask_for_fifty_places_at_one_moment(
    service: Service, registry: Registry, calling: Callable[..., FlaskClient]
) -> None:
    """Exactly fifty have one, nobody twice; places that become free go to the others in their order."""
    people, client = [f"w-{number}" for number in range(200)], calling()
    prepare(service, registry, *people, capacity="50")
    rows = [ask(f"s-{number:03}", f"w-{number}", number % 60) for number in range(200)]
    twice = [ask(f"t-{number:03}", f"w-{number}", 59) for number in range(0, 200, 10)]

    def at_once(*some: dict[str, str]) -> None:
        with ThreadPoolExecutor(16) as threads:
            answers = threads.map(lambda one: client.post("/v1/sign-up-actions", json=one).status_code, some)
            assert {202} == set(answers)

    at_once(*rows, *twice)
    found = outcomes(calling())
    assert Counter(found.values()) == {"confirmed": 50, "waiting": 150, "refused:already_signed_up": 20}
    confirmed = sorted(one for one, state in found.items() if state == "confirmed")
    waiting = [one["action_ref"] for one in sorted((*rows, *twice), key=lambda one: (one["at"], one["action_ref"]))]
    waiting = [one for one in waiting if found[one] == "waiting"]
    at_once(*(cancel(f"c-{one}", one, 59) for one in confirmed[:30]))
    moved = {one for one, state in outcomes(calling()).items() if state == "confirmed"} - set(confirmed)
    assert set(waiting[:30]) == moved
    assert 50 == service.store.database["seats"].find_one({"_id": "shift-1"})["confirmed"]


def test_at_one_moment_nobody_is_in_two_places(
    service: Service, registry: Registry, calling: Callable[..., FlaskClient]
) -> None:
    """Of one person's sign-ups to shifts that overlap one is confirmed, under whichever registration."""
    prepare(service, registry)
    hear(service, merged("v-1", "v-2"))
    take(service.store, "shift", *({**SHIFT, "shift_ref": f"at-once-{number}"} for number in range(12)))
    rows = [ask(f"s-{number}", f"v-{1 + number % 2}", 1, f"at-once-{number}") for number in range(12)]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda one: send(service.store, SIGN_UP_ACTIONS, one), rows))
    assert {"confirmed": 1, "refused:overlap": 11} == Counter(outcomes(calling()).values())


def test_volunteers_sign_up_for_themselves(
    service: Service, registry: Registry, calling: Callable[..., FlaskClient]
) -> None:
    """They see and cancel what is theirs, on the version that they saw, and nothing else."""
    prepare(service, registry, **TO_COME)
    own = calling(Where(person=number_of("v-1")), OWN, number_of("v-1"))
    other = calling(Where(person=number_of("v-2")), OWN, number_of("v-2"))
    made = own.post("/v1/sign-ups", json={"shift_ref": "shift-1", "volunteer_ref": "v-1"})
    assert (201, "confirmed") == (made.status_code, made.json["state"])
    assert 404 == own.post("/v1/sign-ups", json={"shift_ref": "shift-1", "volunteer_ref": "v-2"}).status_code
    path = f"/v1/sign-ups/{made.json['sign_up_ref']}"
    assert [1, 0] == [len(one.get("/v1/sign-ups").json["sign_up_actions"]) for one in (own, other)]
    assert [404, 404] == [other.get(path).status_code, other.put(f"{path}/cancellation", json={}).status_code]
    match = {"If-Match": own.get(path).headers["ETag"]}
    assert "cancelled" == own.put(f"{path}/cancellation", json={}, headers=match).json["state"]
    assert 412 == own.put(f"{path}/cancellation", json={}, headers=match).status_code
    again = own.put(f"{path}/cancellation", json={})
    assert (422, "not_active") == (again.status_code, again.json["errors"][0]["reason"])


def test_a_place_of_somebody_who_is_erased_passes_on(
    service: Service, registry: Registry, calling: Callable[..., FlaskClient]
) -> None:
    """If the shift has not begun; nothing of the person is kept."""
    prepare(service, registry, **{**TO_COME, "capacity": "1"})
    send(service.store, SIGN_UP_ACTIONS, ask("s-1", "v-1", 1), ask("s-2", "v-2", 2), ask("s-3", "v-2", 3))
    send(service.store, SIGN_UP_ACTIONS, ask("s-4", "v-1", 4), cancel("c-1", "s-4", 5))
    hear(service, erased("v-1"))
    assert {"s-2": "confirmed", "s-3": "refused:already_signed_up"} == outcomes(calling())
    names = set(service.store.database.list_collection_names()) - {"outbox", "migrations", "erased"}
    kept = str({name: list(service.store.database[name].find()) for name in names})
    assert [False, False] == ["v-1" in kept, number_of("v-1") in kept]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_who_was_not_recorded_did_not_come(
    service: Service, registry: Registry, calling: Callable[..., FlaskClient], order: Sequence[int]
) -> None:
    """From the day on which the shift ended, whatever became of a presence, and whatever is heard of first."""
    hear(service, ORGANISATION)
    for kind in ("site", "post", "shift"):
        take(service.store, kind)
    presence = {**ROW, "shift_ref": "shift-1", "volunteer_ref": "v-2", "checked_out_at": ""}
    steps: list[Callable[[], Any]] = [
        lambda: hear(service, *(registry.state(one, sequence) for one in PEOPLE for sequence in (2, 1))),
        lambda: log(service.store, presence),
        lambda: hear(service, merged("v-3", "v-2")),
    ]
    for number in order:
        steps[number]()
        hear(service, *published(service.store, "attendance.logged.v1"))
    for one in (ask("s-1", "v-1", 1), ask("s-2", "v-3", 2)):
        send(service.store, SIGN_UP_ACTIONS, one)
    hear(service, *published(service.store, "signup.settled.v1"))
    counted = [calling().get(f"/v1/figures?as_of=2018-02-{day}").json["no_shows"] for day in (13, 14)]
    assert [0, 1] == counted
    listed = calling().get("/v1/shifts/shift-1/sign-ups").json
    assert [("s-1", False), ("s-2", True)] == [(one["sign_up_ref"], one["came"]) for one in listed]
    hear(service, merged("v-3", "v-2", until="2018-03-20"))
    assert 2 == calling().get("/v1/figures?as_of=2018-02-14").json["no_shows"]
    send(service.store, SIGN_UP_ACTIONS, cancel("c-1", "s-1", 9))
    hear(service, *published(service.store, "signup.settled.v1"), erased("v-3"))
    assert 1 == calling().get("/v1/figures?as_of=2018-02-14").json["no_shows"]


def log(store: Store, row: dict[str, str]) -> None:
    """A presence is logged."""
    store.transact(lambda transaction: log_attendance(transaction, [Line(2, row)]))


def test_nobody_misses_what_was_cancelled(
    service: Service, registry: Registry, calling: Callable[..., FlaskClient]
) -> None:
    """A place of a shift that does not take place is no no-show, whichever is heard first; nobody else gets one."""
    prepare(service, registry, **TO_COME)
    client = calling()
    last = f"/v1/figures?as_of={(FAR + dt.timedelta(days=2)).date()}"
    send(service.store, SIGN_UP_ACTIONS, ask("s-1", "v-1", 1))
    hear(service, *published(service.store, "signup.settled.v1"))
    assert 1 == client.get(last).json["no_shows"]
    assert 200 == client.put("/v1/shifts/shift-1/cancellation", json={"reason": "weather"}).status_code
    hear(service, *published(service.store, "shift.cancelled.v1"))
    hear(service, *published(service.store, "signup.settled.v1"))
    assert 0 == client.get(last).json["no_shows"]
    send(service.store, SIGN_UP_ACTIONS, ask("s-2", "v-2", 2))
    assert "refused:not_open" == outcomes(client)["s-2"]


def test_what_a_place_rests_on_and_is_no_longer_is_shown_to_who_runs_the_shift(
    service: Service, registry: Registry, calling: Callable[..., FlaskClient]
) -> None:
    """A licence that is withdrawn or ends earlier, an identity; the place stays. Of active ones alone."""
    valid = {"valid_from": "2018-01-01", "valid_to": None}
    hear(service, *(licence(f"l-{number}", f"v-{number}", **valid) for number in (1, 2, 3)))
    hear(
        service, ORGANISATION, *(registry.state(one, 2) for one in PEOPLE), *(registry.state(one, 1) for one in PEOPLE)
    )
    take(service.store, "site")
    take(service.store, "post", {**POST, "licence_required": "social_worker"})
    take(service.store, "shift", {**TO_COME, "capacity": "2"})
    send(service.store, SIGN_UP_ACTIONS, *(ask(f"s-{number}", f"v-{number}", number) for number in (1, 2, 3)))
    leader = calling(Where(organisations=frozenset({"team-1"})))

    def shown() -> list[tuple[str, str | None]]:
        return [(one["state"], one["no_longer"]) for one in leader.get("/v1/shifts/shift-1/sign-ups").json]

    assert [("confirmed", None), ("confirmed", None), ("waiting", None)] == shown()
    hear(service, licence("l-1", "v-1", 2, verified=False, **valid))
    hear(
        service,
        licence("l-2", "v-2", 2, **{**valid, "valid_to": "2018-02-01"}),
        registry.state("v-3", 3, verified=False),
    )
    reasons = ("licence_missing", "licence_missing", "unverified_volunteer")
    assert [*zip(("confirmed", "confirmed", "waiting"), reasons, strict=True)] == shown()
    hear(service, licence("l-1", "v-1", 3, **valid))
    leader.put("/v1/sign-ups/s-2/cancellation", json={})
    assert [("confirmed", None), ("cancelled", None), ("confirmed", "unverified_volunteer")] == shown()
