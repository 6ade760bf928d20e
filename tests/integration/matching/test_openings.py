"""Shifts that open are proposed at once, to who suits them best, and nobody is asked too often."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from services.matching.api import blueprints
from services.matching.openings import domain, usecases
from services.matching.openings.policy import OPENINGS
from services.matching.worker import Worker
from shared import clock
from shared.clock import CHINA
from shared.config import Settings
from shared.events.envelope import Event
from shared.store.transaction import Store
from shared.web.application import make_application
from shared.web.auth import make_token
from tests.integration.matching.test_rosters import hear, offer, shift, told, volunteer

POLICY = OPENINGS[-1]
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
SOON = (clock.now() + 3 * DAY).astimezone(CHINA).date().isoformat()


def opens(store: Store, number: int = 1, day: str = SOON, capacity: int = 1) -> None:
    """A morning's shift of a day is scheduled, as the worker hears of it."""
    times = {"starts_at": f"{day}T08:00:00+08:00", "ends_at": f"{day}T12:00:00+08:00"}
    event = shift(number, capacity=capacity, **times)
    store.transact(lambda transaction: Worker().note_shifts(transaction, [event]))


def propose(store: Store, later: dt.timedelta = dt.timedelta()) -> list[str]:
    """The worker's turn; who is asked in it."""
    before = len(told(store, "match.proposed.v2"))
    usecases.propose_waiting(store, clock.now() + later)
    return [event.data["volunteer"] for event in told(store, "match.proposed.v2")[before:]]


@pytest.fixture
def people(store: Store) -> Store:
    """Five volunteers, each a kilometre and more further away, who offer that morning."""
    hear(
        store,
        *(volunteer(store, n, latitude=23.1 + n / 30) for n in range(1, 6)),
        *(offer(n, day=SOON) for n in range(1, 6)),
    )
    return store


def test_a_shift_that_opens_is_proposed(people: Store) -> None:
    """To two for each place, the nearest first, with band and reasons; once."""
    opens(people)
    assert ["KV1", "KV2"] == propose(people)
    assert [] == propose(people)
    first = told(people, "match.proposed.v2")[0]
    assert ("opening", "s-1", "within_10_km") == tuple(first.data[name] for name in ("roster", "shift_ref", "band"))
    assert {"verified", "offered", "same_city"} <= set(first.data["reasons"])


@pytest.mark.parametrize("days", [-1, 15])
def test_what_is_over_or_far_ahead_is_not(people: Store, days: int) -> None:
    """A season that is imported long before is a roster's, and one that is over nobody's."""
    opens(people, day=(clock.now() + days * DAY).astimezone(CHINA).date().isoformat())
    assert [] == list(people.database["openings"].find())


def test_who_was_just_asked_rests(people: Store) -> None:
    """The next shift goes to others, and to nobody where all rest; a day later they are asked again."""
    opens(people, 1)
    opens(people, 2)
    assert ["KV1", "KV2", "KV3", "KV4"] == propose(people)
    opens(people, 3)
    assert ["KV5"] == propose(people)
    opens(people, 4)
    assert [] == propose(people)
    opens(people, 5)
    assert ["KV1", "KV2"] == propose(people, 25 * HOUR)


def test_nobody_is_asked_beyond_the_budget() -> None:
    """Four times in thirty days, and not within a day; of a shift once."""
    now = clock.now()
    often = [(f"s-{n}", now - n * 2 * DAY) for n in range(1, 5)]
    assert None is domain.left_out(often[1:], "s", now, POLICY)
    assert "notices_used_up" == domain.left_out(often, "s", now, POLICY)
    assert None is domain.left_out(often, "s", now + 29 * DAY, POLICY)
    assert "asked_lately" == domain.left_out([("s-1", now - 23 * HOUR)], "s", now, POLICY)
    assert "asked_for_this" == domain.left_out([("s", now - 50 * DAY)], "s", now, POLICY)


def test_a_free_place_goes_to_the_next(people: Store, settings: Settings) -> None:
    """Who asks for it is told whom it is proposed to; of all others why not, conditions that failed too."""
    client = make_application(settings, people, blueprints).test_client()
    bearer = {"Authorization": f"Bearer {make_token(settings, 'lead', ['matching:read', 'matching:write'])}"}
    opens(people)
    propose(people)
    hear(people, volunteer(people, 9, verified=False), offer(9, day=SOON))
    path = "/v1/shifts/s-1/proposals"
    asked: Any = client.post(path, json={"places": 1}, headers={**bearer, "Idempotency-Key": "k" * 20})
    again: Any = client.post(path, json={"places": 1}, headers={**bearer, "Idempotency-Key": "k" * 20})
    assert ["KV3", "KV4"] == [one["volunteer"] for one in asked.json]
    assert asked.json == again.json
    shown: Any = client.get(path, headers=bearer).json
    assert {**{f"KV{n}": "asked_for_this" for n in range(1, 5)}, "KV5": None, "KV9": None} == {
        one["volunteer"]: one["left_out"] for one in shown
    }
    assert ["unverified"] == shown[-1]["reasons"]
    assert 404 == client.post("/v1/shifts/none/proposals", json={"places": 1}, headers=bearer).status_code


def test_of_the_erased_no_notice_is_kept(people: Store) -> None:
    """Nor anything else of matching."""
    opens(people)
    propose(people)
    gone = Event("volunteer.erased.v1", "registry", "KV1", {"volunteer": "KV1", "volunteer_ref": "v-1"}, 9)
    people.transact(lambda transaction: Worker().forget_volunteers(transaction, [gone]))
    assert ["KV2"] == [one["volunteer"] for one in people.database["notices"].find()]
