"""Who has a place is reminded of it, on a real store: once, also after a stop; of nothing that is over or given up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from flask.testing import FlaskClient

from services.projects.signups import repository
from services.projects.signups.kind import SIGN_UP_ACTIONS
from services.projects.signups.notices import begin, tell_due
from shared import clock
from shared.store.transaction import Store
from tests.integration.listening import Service, hear
from tests.integration.projects.definitions import published, send
from tests.integration.projects.test_sign_ups import FAR, TO_COME, ask, cancel, prepare
from tests.integration.registrations import Registry, erased, number_of

DUE = FAR - dt.timedelta(hours=24)
SECOND = dt.timedelta(seconds=1)


def told(store: Store) -> list[tuple[str, dt.datetime]]:
    """Who was reminded, and of which start."""
    return [
        (one.data["volunteer"], clock.from_text(one.data["starts_at"])) for one in published(store, "signup.due.v1")
    ]


def signed_up(service: Service, registry: Registry, **shift: str) -> None:
    """One has a place of a shift, another waits."""
    prepare(service, registry, **{**TO_COME, "capacity": "1", **shift})
    send(service.store, SIGN_UP_ACTIONS, ask("s-1", "v-1", 1), ask("s-2", "v-2", 2))


def test_a_place_is_told_of_once_a_day_before(service: Service, registry: Registry) -> None:
    """Not a second earlier, and once however many processes look; who waits is not told."""
    signed_up(service, registry)
    assert 0 == tell_due(service.store, DUE - SECOND)
    with ThreadPoolExecutor(4) as threads:
        counts = list(threads.map(lambda _: tell_due(service.store, DUE), range(4)))
    assert (1, 0) == (sum(counts), tell_due(service.store, DUE + SECOND))
    assert [(number_of("v-1"), FAR)] == told(service.store)


def test_what_was_missed_is_told_until_the_start(service: Service, registry: Registry) -> None:
    """By the next process after a stop; of what has begun nobody is told, and it is not looked at again."""
    signed_up(service, registry)
    assert 1 == tell_due(service.store, FAR - SECOND)
    take_up = FAR + dt.timedelta(days=1)
    send(service.store, SIGN_UP_ACTIONS, cancel("c-1", "s-1", 3))
    assert [0, 0] == [tell_due(service.store, take_up) for _ in range(2)]
    assert [] == repository.due(service.store.database, take_up)
    assert 1 == len(told(service.store))


def test_who_moves_up_is_told_and_who_gave_up_is_not(service: Service, registry: Registry) -> None:
    """The place's new holder, in the old one's stead."""
    signed_up(service, registry)
    send(service.store, SIGN_UP_ACTIONS, cancel("c-1", "s-1", 3))
    assert 1 == tell_due(service.store, DUE)
    assert [number_of("v-2")] == [one for one, _ in told(service.store)]


def test_of_a_cancelled_shift_nobody_is_told(
    service: Service, registry: Registry, calling: Callable[..., FlaskClient]
) -> None:
    """Also before the sign-ups have followed it."""
    signed_up(service, registry)
    assert 200 == calling().put("/v1/shifts/shift-1/cancellation", json={"reason": "weather"}).status_code
    assert (0, []) == (tell_due(service.store, DUE), told(service.store))


def test_who_gets_a_place_later_knows_the_start_from_that(service: Service, registry: Registry) -> None:
    """And of who is erased nothing is due any more."""
    soon = clock.now() + dt.timedelta(hours=20)
    signed_up(service, registry, starts_at=clock.to_text(soon), ends_at=clock.to_text(soon + dt.timedelta(hours=1)))
    assert (0, []) == (tell_due(service.store, soon - SECOND), repository.due(service.store.database, soon))


def test_places_of_before_are_told_of_too(service: Service, registry: Registry) -> None:
    """From the migration on; and nobody who is erased."""
    signed_up(service, registry)
    service.store.database[repository.ACTIONS].update_many({}, {"$unset": {repository.NOTICE_AT: ""}})
    assert [] == repository.due(service.store.database, DUE)
    for _ in range(2):
        begin(service.store.database, clock.now())
    assert ["s-1"] == repository.due(service.store.database, DUE)
    hear(service, erased("v-1"))
    assert ["s-2"] == repository.due(service.store.database, DUE)
