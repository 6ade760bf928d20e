"""Shifts that open are proposed at once, to who suits them best, and nobody is asked too often."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from services.matching.api import blueprints
from services.matching.openings import domain, repository, usecases
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


def settled(store: Store, number: int, state: str, sequence: int = 1, shift_ref: str = "s-1", **facts: Any) -> None:
    """A volunteer's sign-up for a shift, as the worker hears of it."""
    name = f"{shift_ref}-{number}"
    starts = clock.to_text(dt.datetime.fromisoformat(f"{SOON}T08:00:00+08:00"))
    data = {"sign_up_ref": name, "shift_ref": shift_ref, "volunteer": f"KV{number}", "starts_at": starts}
    event = Event(
        "signup.settled.v1",
        "projects",
        name,
        {**data, "state": state, "moved_up": False, "reason": None, **facts},
        sequence,
    )
    store.transact(lambda transaction: Worker().note_sign_ups(transaction, [event]))


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


def test_a_place_that_is_given_up_is_proposed_again(people: Store) -> None:
    """To the next ones, once, however often it is heard; not to who gave it up, nor to who is in it."""
    opens(people)
    assert ["KV1", "KV2"] == propose(people)
    settled(people, 3, "confirmed")
    assert [] == propose(people)
    for _ in range(2):
        settled(people, 3, "cancelled", 2)
    assert ["KV4", "KV5"] == propose(people)
    settled(people, 3, "cancelled", 2)
    assert [] == propose(people)
    (third,) = [one for one in usecases.who_suits(people, "s-1", clock.now()) if one.volunteer == "KV3"]
    assert "signed_up" == third.left_out


def test_a_place_that_is_taken_is_not_proposed(people: Store) -> None:
    """Who waited moved up, in whatever order both are heard; or only somebody who waited gave up."""
    opens(people)
    propose(people)
    settled(people, 2, "confirmed", 2, moved_up=True)
    settled(people, 1, "cancelled_late", 2)
    settled(people, 1, "confirmed", 1)
    settled(people, 3, "cancelled", 2)
    assert ["s-1"] == [one["_id"] for one in people.database["openings"].find()]
    assert [] == propose(people)
    assert [] == list(people.database["openings"].find())


def test_as_many_are_asked_as_places_are_free(people: Store) -> None:
    """Others still think over what they were asked when it opened."""
    opens(people, capacity=2)
    settled(people, 1, "confirmed")
    assert ["KV2", "KV3"] == propose(people)
    settled(people, 1, "cancelled", 2)
    assert ["KV4", "KV5"] == propose(people)


def test_who_has_a_place_elsewhere_is_not_asked(people: Store) -> None:
    """In that part of the day; until it is given up."""
    opens(people, 2, capacity=0)
    settled(people, 1, "waiting", shift_ref="s-2")
    opens(people, 1)
    assert ["KV2", "KV3"] == propose(people)
    by_volunteer = {one.volunteer: one.left_out for one in usecases.who_suits(people, "s-1", clock.now())}
    assert "busy_then" == by_volunteer["KV1"]
    settled(people, 1, "cancelled", 2, shift_ref="s-2")
    assert None is {one.volunteer: one.left_out for one in usecases.who_suits(people, "s-1", clock.now())}["KV1"]


def changed(store: Store, sequence: int, capacity: int, number: int = 1, day: str = SOON) -> None:
    """A shift has another number of places, as the worker hears of it."""
    times = {"starts_at": f"{day}T08:00:00+08:00", "ends_at": f"{day}T12:00:00+08:00"}
    data = shift(number, capacity=capacity, **times).data
    event = Event("shift.changed.v1", "projects", f"s-{number}", data, sequence)
    store.transact(lambda transaction: Worker().note_changed_shifts(transaction, [event]))


def test_a_shift_with_more_places_opens_for_as_many(people: Store) -> None:
    """Once however often it is heard, beside what was given up; fewer places, and an older state, open nothing."""
    opens(people)
    assert ["KV1", "KV2"] == propose(people)
    for _ in range(2):
        changed(people, 3, 2)
    changed(people, 2, 9)
    assert ["KV3", "KV4"] == propose(people)
    changed(people, 4, 1)
    assert [] == propose(people)
    settled(people, 1, "confirmed")
    changed(people, 5, 2)
    settled(people, 1, "cancelled", 2)
    assert ["KV5"] == propose(people)
    changed(people, 6, 3)
    settled(people, 2, "confirmed")
    settled(people, 3, "confirmed")
    settled(people, 4, "confirmed")
    hear(people, volunteer(people, 6, latitude=23.3), offer(6, day=SOON))
    assert [] == propose(people)  # who waited moved up


def test_more_places_of_a_shift_that_waits_to_be_proposed_are_all_that_are_free(people: Store) -> None:
    """It has just opened."""
    opens(people)
    changed(people, 3, 2)
    assert ["KV1", "KV2", "KV3", "KV4"] == propose(people)


def declines(store: Store, number: int, shift_ref: str = "s-1", state: str = "declined") -> None:
    """A volunteer answers a proposal, as the worker hears of it, twice."""
    data = {"roster": "r-1", "shift_ref": shift_ref, "volunteer": f"KV{number}", "state": state, "sign_up_ref": None}
    event = Event("proposal.answered.v1", "projects", f"r-1:{shift_ref}:KV{number}", data, 1)
    for _ in range(2):
        store.transact(lambda transaction: Worker().note_answers(transaction, [event]))


def test_who_declined_is_not_asked_again(people: Store) -> None:
    """For that shift, by whichever roster it was proposed; who accepted and gave it up, as before."""
    declines(people, 1)
    declines(people, 2, "s-2")
    declines(people, 3, state="accepted")
    opens(people)
    assert ["KV2", "KV3"] == propose(people)
    assert "declined" == {one.volunteer: one.left_out for one in usecases.who_suits(people, "s-1", clock.now())}["KV1"]


def test_of_the_erased_no_answer_is_kept(people: Store) -> None:
    """Whichever is heard first."""
    for number in (1, 2):
        person = {"volunteer": f"KV{number}", "volunteer_ref": f"v-{number}"}
        gone = Event("volunteer.erased.v1", "registry", f"KV{number}", person, 9)
        if number == 1:
            declines(people, number)
        people.transact(lambda transaction, event=gone: Worker().forget_volunteers(transaction, [event]))  # type: ignore[misc]
        if number == 2:
            declines(people, number)
    assert [] == list(people.database["declined_places"].find())


def test_of_a_shift_far_ahead_nothing_opens(people: Store) -> None:
    """Nor of one that has begun."""
    for days in (-1, 15):
        settled(people, days + 5, "cancelled", starts_at=clock.to_text(clock.now() + days * DAY))
    assert [] == list(people.database["openings"].find())


def test_what_is_given_up_meanwhile_stays(people: Store) -> None:
    """It is another turn's."""
    opens(people)
    (opening,) = people.database["openings"].find()
    people.transact(lambda transaction: repository.done(transaction, {**opening, "since": ""}))
    assert [opening] == list(people.database["openings"].find())


def test_of_the_erased_no_notice_is_kept(people: Store) -> None:
    """Nor anything else of matching."""
    opens(people)
    propose(people)
    gone = Event("volunteer.erased.v1", "registry", "KV1", {"volunteer": "KV1", "volunteer_ref": "v-1"}, 9)
    people.transact(lambda transaction: Worker().forget_volunteers(transaction, [gone]))
    assert ["KV2"] == [one["volunteer"] for one in people.database["notices"].find()]
