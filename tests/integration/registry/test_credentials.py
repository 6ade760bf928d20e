"""Licences and insurance over HTTP, on a real store: any order, and the steps of their lives."""

from __future__ import annotations

from typing import Any

import pytest

from shared.store.transaction import Store
from tests.integration.registry.calling import ALL, Caller, wrong
from tests.integration.registry.people import events, settle, told, volunteer

LICENCE, INSURANCE = "licence.recorded.v1", "insurance.recorded.v1"


def licence(reference: str = "l-1", **changes: Any) -> dict[str, Any]:
    """A row of licences.csv."""
    days = {"valid_from": "2018-03-01", "valid_to": ""}
    return {"licence_ref": reference, "volunteer_ref": "v-1", "kind": "nurse", **days, "verified": "no", **changes}


def insurance(reference: str = "i-1", **changes: Any) -> dict[str, Any]:
    """A row of insurance.csv."""
    days = {"from": "2018-03-01", "to": "2019-02-28"}
    return {"insurance_ref": reference, "volunteer_ref": "v-1", "insurer": "平安养老", **days, **changes}


@pytest.fixture
def known(caller: Caller) -> Caller:
    """The API, with a volunteer who has a licence and an insurance."""
    caller.batch(volunteer("v-1"))
    caller.batch(licence(), kind="licences")
    caller.batch(insurance(), kind="insurance")
    return caller


def test_both_wait_for_their_volunteer(caller: Caller, store: Store) -> None:
    """They are decided when the person is registered, and others hear of them by number."""
    caller.batch(licence(), kind="licences")
    caller.batch(insurance(), kind="insurance")
    for name in ("licences", "insurance"):
        assert store.database[name].distinct("outcome") == ["held:unknown_volunteer"]
    caller.batch(volunteer("v-1"))
    settle(store)
    assert told(store, LICENCE, INSURANCE) == [(LICENCE, "l-1", 1), (INSURANCE, "i-1", 1)]
    number = caller.send("GET", "/volunteers/v-1").json["volunteer"]
    assert [one.data for one in events(store) if one.type == INSURANCE] == [
        {"insurance_ref": "i-1", "volunteer": number, "first_day": "2018-03-01", "last_day": "2019-02-28"}
    ]


def test_the_same_again_is_a_replay_and_other_contents_a_conflict(known: Caller, store: Store) -> None:
    """The first stays, and nobody hears of the second."""
    assert known.batch(licence(), kind="licences")["replayed"] == 1
    assert known.batch(licence(verified="yes"), kind="licences")["conflicting"] == 1
    assert known.batch(insurance(insurer="中国人保"), kind="insurance")["conflicting"] == 1
    assert known.send("GET", "/licences/l-1").json["verified"] is False
    assert len(told(store, LICENCE, INSURANCE)) == 2


def test_a_licence_is_verified(known: Caller, store: Store) -> None:
    """By who may verify, under the version that was seen; the next event says so."""
    seen = known.send("GET", "/licences/l-1").headers["ETag"]
    path, body = "/licences/l-1/verification", {"verified": True}
    assert known.send("PUT", path, body, scopes=set(ALL) - {"registry:verify"}).status_code == 403
    assert known.send("PUT", path, body, If_Match=seen).json["verified"] is True
    assert known.send("PUT", path, body, If_Match=seen).status_code == 412
    last = [one for one in events(store) if one.type == LICENCE][-1]
    assert (last.sequence, last.data["verified"]) == (2, True)


def test_licences_and_insurance_end(known: Caller, store: Store) -> None:
    """The last day may come earlier or later, and not before the first."""
    assert known.send("PUT", "/licences/l-1/end", {"valid_to": "2018-03-01"}).json["valid_to"] == "2018-03-01"
    early = known.send("PUT", "/licences/l-1/end", {"valid_to": "2018-02-28"})
    assert wrong(early) == [{"field": "valid_to", "reason": "before_valid_from"}]
    assert known.send("PUT", "/insurance/i-1/end", {"to": "2018-06-30"}).json["to"] == "2018-06-30"
    last = [one for one in events(store) if one.type == INSURANCE][-1]
    assert (last.sequence, last.data["last_day"]) == (2, "2018-06-30")


def test_both_are_listed_by_volunteer_and_home(known: Caller) -> None:
    """The home region's city, and the volunteer's number."""
    number = known.send("GET", "/volunteers/v-1").json["volunteer"]
    for name in ("licences", "insurance"):
        for query, count in (("region=440100", 1), ("region=440300", 0), (f"volunteer={number}", 1)):
            assert len(known.send("GET", f"/{name}?{query}").json[name]) == count
