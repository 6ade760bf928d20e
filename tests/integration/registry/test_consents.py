"""Consents over HTTP, on a real store: receivers of two kinds, any order, and withdrawal."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import pytest

from shared import clock
from shared.store.transaction import Store
from tests.integration.registry.calling import Caller
from tests.integration.registry.people import (
    events,
    note_partners,
    organisation,
    settle,
    settle_organisations,
    told,
    volunteer,
)

GIVEN, WITHDRAWN = "consent.given.v1", "consent.withdrawn.v1"


def row(reference: str = "c-1", **changes: Any) -> dict[str, Any]:
    """A row of consents.csv."""
    whom = {"consent_ref": reference, "volunteer_ref": "v-1", "purpose": "benefits", "receiver_ref": "p-1"}
    return {**whom, "given_at": "2018-03-01T09:00:00+08:00", "withdrawn_at": "", **changes}


def outcome(store: Store, reference: str = "c-1") -> str:
    """What became of a consent."""
    found = store.database["consents"].find_one({"_id": reference})
    assert found is not None
    return str(found["outcome"])


@pytest.mark.parametrize("receiver", ["partner", "organisation"])
@pytest.mark.parametrize("order", list(itertools.permutations(("volunteer", "receiver", "consent"))))
def test_a_consent_comes_in_any_order(caller: Caller, store: Store, order: tuple[str, ...], receiver: str) -> None:
    """Volunteer, receiver of either kind, and consent: in the end it is accepted, and told of once."""
    for step in order:
        if step == "volunteer":
            caller.batch(volunteer("v-1"))
            settle(store)
        elif step == "consent":
            caller.batch(row(), kind="consents")
        elif receiver == "partner":
            note_partners(store, "p-1")
        else:
            caller.batch(organisation("p-1"), kind="organisations")
            settle_organisations(store)
    note_partners(store, "p-1")
    assert (outcome(store), told(store, GIVEN)) == ("accepted", [(GIVEN, "c-1", 1)])


def test_the_receiver_is_a_partner_or_an_organisation(caller: Caller, store: Store) -> None:
    """Either is known; who is neither is waited for, after the volunteer."""
    caller.batch(row("c-2", receiver_ref="o-1", purpose="school_record"), row("c-3"), kind="consents")
    assert outcome(store, "c-2") == "held:unknown_volunteer"
    caller.batch(organisation("o-1"), kind="organisations")
    caller.batch(volunteer("v-1"))
    settle(store)
    assert (outcome(store, "c-2"), outcome(store, "c-3")) == ("accepted", "held:unknown_receiver")
    note_partners(store, "p-2", "p-1")
    assert outcome(store, "c-3") == "accepted"


def test_a_consent_that_was_withdrawn_before_it_came_tells_both(caller: Caller, store: Store) -> None:
    """The withdrawal has the next sequence, and the whole consent."""
    caller.batch(volunteer("v-1"))
    note_partners(store, "p-1")
    caller.batch(row(withdrawn_at="2018-05-01T00:00:00+08:00"), kind="consents")
    assert told(store, GIVEN, WITHDRAWN) == [(GIVEN, "c-1", 1), (WITHDRAWN, "c-1", 2)]
    last = events(store)[-1].data
    assert (last["consented_at"], last["withdrawn_at"]) == ("2018-03-01T09:00:00+08:00", "2018-05-01T00:00:00+08:00")
    shown = caller.send("GET", "/consents/c-1")
    assert (shown.json["state"], shown.headers["ETag"]) == ("withdrawn", '"2"')


def test_a_consent_is_withdrawn_once_and_for_all(caller: Caller, store: Store) -> None:
    """Under the version that was seen; the same again changes nothing, another moment is refused."""
    caller.batch(volunteer("v-1"))
    note_partners(store, "p-1")
    caller.batch(row(), kind="consents")
    path, body = "/consents/c-1/withdrawal", {"withdrawn_at": "2018-05-01T00:00:00+08:00"}
    seen = caller.send("GET", "/consents/c-1").headers["ETag"]
    done = caller.send("PUT", path, body, If_Match=seen)
    assert (done.status_code, done.json["state"]) == (200, "withdrawn")
    assert caller.send("PUT", path, body, If_Match=seen).status_code == 412
    assert caller.send("PUT", path, body).headers["ETag"] == done.headers["ETag"]
    other = caller.send("PUT", path, {"withdrawn_at": "2018-05-02T00:00:00+08:00"})
    assert (other.status_code, other.json["errors"][0]["reason"]) == (422, "already_withdrawn")
    assert told(store, GIVEN, WITHDRAWN) == [(GIVEN, "c-1", 1), (WITHDRAWN, "c-1", 2)]


@pytest.mark.parametrize("missing", ["volunteer", "receiver"])
def test_a_held_consent_is_withdrawn_too(caller: Caller, store: Store, missing: str) -> None:
    """Nobody is told before it is released, and then of both; a version that was seen before is seen no more."""
    if missing == "receiver":
        caller.batch(volunteer("v-1"))
    caller.batch(row(), kind="consents")
    path, body = "/consents/c-1/withdrawal", {"withdrawn_at": "2018-05-01T00:00:00+08:00"}
    seen = caller.send("GET", "/consents/c-1").headers["ETag"]
    done = caller.send("PUT", path, body, If_Match=seen)
    assert (done.status_code, done.json["withdrawn_at"]) == (200, "2018-05-01T00:00:00+08:00")
    assert caller.send("PUT", path, body, If_Match=seen).status_code == 412
    assert caller.send("PUT", path, body).headers["ETag"] == done.headers["ETag"]
    other = caller.send("PUT", path, {"withdrawn_at": "2018-05-02T00:00:00+08:00"})
    assert (other.status_code, other.json["errors"][0]["reason"]) == (422, "already_withdrawn")
    assert (outcome(store), told(store, GIVEN, WITHDRAWN)) == (f"held:unknown_{missing}", [])
    caller.batch(volunteer("v-1"))
    settle(store)
    note_partners(store, "p-1")
    assert told(store, GIVEN, WITHDRAWN) == [(GIVEN, "c-1", 1), (WITHDRAWN, "c-1", 2)]
    shown = caller.send("GET", "/consents/c-1")
    assert (shown.json["state"], shown.headers["ETag"]) == ("withdrawn", '"2"')
    assert caller.batch(row(), kind="consents")["replayed"] == 1


def test_a_step_is_understood_as_a_row_is(caller: Caller, store: Store) -> None:
    """A moment as a spreadsheet shows it is China's; what is not certain is refused."""
    caller.batch(volunteer("v-1"))
    note_partners(store, "p-1")
    caller.batch(row(), kind="consents")
    path = "/consents/c-1/withdrawal"
    unclear = caller.send("PUT", path, {"withdrawn_at": "05/01/2018 8am"})
    assert (unclear.status_code, unclear.json["errors"][0]["field"]) == (422, "withdrawn_at")
    assert caller.send("PUT", path, {"withdrawn_at": "2018/5/1 8:00"}).status_code == 200
    assert events(store)[-1].data["withdrawn_at"] == "2018-05-01T08:00:00+08:00"


def test_nothing_is_withdrawn_in_the_future(caller: Caller) -> None:
    """A withdrawal is a deed, not a plan."""
    body = {"withdrawn_at": clock.to_text(clock.now() + dt.timedelta(hours=1))}
    assert caller.send("PUT", "/consents/c-1/withdrawal", body).status_code == 422


def test_the_same_again_is_a_replay_and_other_contents_a_conflict(caller: Caller, store: Store) -> None:
    """While it waits, too."""
    caller.batch(row(), kind="consents")
    assert caller.batch(row(), kind="consents")["replayed"] == 1
    assert caller.batch(row(purpose="insurance"), kind="consents")["conflicting"] == 1
    page = caller.send("GET", "/consents").json["consents"]
    assert [(one["consent_ref"], one["purpose"], one["state"]) for one in page] == [
        ("c-1", "benefits", "held:unknown_volunteer")
    ]
