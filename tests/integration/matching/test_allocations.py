"""Allocations on a real store: proposed once, decided by people, never more than there is."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import pytest

from services.matching.allocations import proposing
from services.matching.allocations.deciding import decide
from services.matching.api import blueprints
from shared import clock
from shared.config import Settings
from shared.rules.faults import Refused
from shared.store.transaction import Store
from shared.web.application import make_application
from shared.web.auth import make_token
from tests.integration.matching.resources import learn, need, offer, organisation, take, told

COUNTY = "441423"
SCOPES = ("matching:read", "matching:write", "matching:decide", "matching:export")
Ask = Callable[..., Any]


@pytest.fixture
def ask(settings: Settings, store: Store) -> Ask:
    """A request of somebody with all scopes of matching."""
    client = make_application(settings, store, blueprints).test_client()

    def asked(
        method: str,
        path: str,
        body: Any = None,
        who: str = "clerk",
        *,
        scopes: Sequence[str] = SCOPES,
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> Any:
        bearer = {"Authorization": f"Bearer {make_token(settings, who, scopes)}", **headers}
        return client.open(f"/v1{path}", method=method, headers=bearer, **({} if body is None else {"json": body}))

    return asked


@pytest.fixture
def season(store: Store) -> Store:
    """A county outside of the delta and one in it need ten boxes each, and there are twelve, in two offers."""
    learn(store, organisation())
    take(store, need("far", region_code=COUNTY), need("near"))
    take(store, offer("for-all", scope_region_code="440000", quantity="8"), offer("for-near", quantity="4"))
    return store


def states(store: Store) -> dict[tuple[str, str], tuple[int, str]]:
    """What is proposed for what, and what became of it, of the latest proposals."""
    found = store.database["allotments"].find().sort([("allocation", 1)])
    return {(one["need_ref"], one["offer_ref"]): (one["units"], one["state"]) for one in found}


def test_an_allocation_is_proposed_with_its_reasons(season: Store, ask: Ask) -> None:
    """The county outside of the delta first; each allotment says what holds, and how far it is."""
    solved = ask("POST", "/allocations", {}).json
    assert ("allocation-1", 12, 28, 2, True) == tuple(
        solved[name] for name in ("allocation", "units", "weighted_units", "allotments", "complete")
    )
    assert {("far", "for-all"): (8, "proposed"), ("near", "for-near"): (4, "proposed")} == states(season)
    far, near = ask("GET", "/allotments").json["allotments"]
    assert ("county_outside_delta", "in_delta") == (far["reasons"][-1], near["reasons"][-1])
    assert {"name": "tilt/guangdong", "version": 1} == far["policy"]
    assert {"same_category", "within_scope", "still_left"} <= set(far["reasons"])
    assert 2 == len(told(season, "allotment.proposed.v1"))
    assert [28] == [event.data["weighted_units"] for event in told(season, "allocation.proposed.v1")]
    assert solved == ask("GET", "/allocations/allocation-1").json
    assert 404 == ask("GET", "/allocations/latest").status_code


def test_asked_again_it_is_the_same(season: Store, ask: Ask) -> None:
    """Until something changes: then what nobody has decided on is withdrawn, and another one proposed."""
    first, again = (ask("POST", "/allocations", {}).json for _ in range(2))
    assert first == again
    take(season, offer("more", quantity="1"))
    assert "allocation-2" == ask("POST", "/allocations", {}).json["allocation"]
    late = ask("PUT", "/allotments/allocation-1.1/decision", {"decision": "accepted"})
    assert (422, "gave_way") == (late.status_code, late.json["errors"][0]["reason"])
    found = [one["state"] for one in season.database["allotments"].find()]
    assert (2, 3) == (found.count("withdrawn"), found.count("proposed"))
    assert ["withdrawn"] * 2 == [event.data["state"] for event in told(season, "allotment.settled.v1")]


def test_what_a_crash_left_is_finished(season: Store, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each allotment once."""
    monkeypatch.setattr(proposing, "PART", 1)
    add, calls = proposing.repository.add_part, iter([True, False])

    def dies(*args: Any) -> bool:
        if not next(calls, True):
            raise RuntimeError("the process dies")
        return bool(add(*args))

    monkeypatch.setattr(proposing.repository, "add_part", dies)
    with pytest.raises(RuntimeError):
        proposing.propose(season, clock.today())
    assert (1, False) == (len(states(season)), proposing.found(season, "allocation-1")["complete"])
    assert proposing.propose(season, clock.today())["complete"]
    assert 2 == len(told(season, "allotment.proposed.v1"))


def test_somebody_accepts_and_declines(season: Store, ask: Ask) -> None:
    """Who asks is who decides, once; what was accepted is no longer there, what was declined is not proposed again."""
    ask("POST", "/allocations", {})
    yes = ask("PUT", "/allotments/allocation-1.1/decision", {"decision": "accepted"}, "director")
    no = ask("PUT", "/allotments/allocation-1.2/decision", {"decision": "declined"}, "director")
    assert [(200, "accepted", "director"), (200, "declined", "director")] == [
        (one.status_code, one.json["state"], one.json["decided_by"]) for one in (yes, no)
    ]
    again = ask("PUT", "/allotments/allocation-1.1/decision", {"decision": "declined"})
    assert (422, "already_decided") == (again.status_code, again.json["errors"][0]["reason"])
    same = ask("PUT", "/allotments/allocation-1.1/decision", {"decision": "accepted"}, "another")
    assert (200, "director") == (same.status_code, same.json["decided_by"])
    assert 0 == ask("POST", "/allocations", {}).json["allotments"]
    assert ["accepted", "declined"] == [event.data["state"] for event in told(season, "allotment.settled.v1")]
    shown = {one["offer_ref"]: one["reasons"] for one in ask("GET", "/needs/near/offers").json}
    assert {"for-all": ["nothing_left"], "for-near": ["declined_before"]} == shown


def test_what_is_closed_is_not_accepted(season: Store, ask: Ask) -> None:
    """Nor is what is decided in between by somebody who saw another version."""
    ask("POST", "/allocations", {})
    ask("PUT", "/needs/near/closing", {"closed_on": "2018-03-01"})
    answer = ask("PUT", "/allotments/allocation-1.2/decision", {"decision": "accepted"})
    assert (422, "need_not_open") == (answer.status_code, answer.json["errors"][0]["reason"])


def test_no_more_is_accepted_than_there_is(season: Store) -> None:
    """Of two allotments of one offer that are accepted at one moment, both stand only if there is enough."""
    proposing.propose(season, clock.today())
    one = season.database["allotments"].find_one({"need_ref": "far"}) or {}
    season.database["allotments"].insert_one({**one, "_id": "twin", "allotment_ref": "twin", "units": 1})
    ready, outcomes = threading.Barrier(2), []

    def accept(reference: str) -> None:
        ready.wait()
        try:
            season.transact(lambda transaction: decide(transaction, reference, accepts=True))
            outcomes.append("accepted")
        except Refused as error:
            outcomes.append(error.fault.reason)

    threads = [threading.Thread(target=accept, args=(name,)) for name in (one["_id"], "twin")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 1 == outcomes.count("accepted")
    assert outcomes.count("nothing_left") == 1


def test_offers_of_one_cell_are_allotted_alike(store: Store, ask: Ask) -> None:
    """Of two needs made for the purpose one is nearer to the first place, the other to the second, 12 km away."""
    learn(store, organisation())
    sites, places = {"a": ("23.0", "113.2"), "b": ("23.2", "113.4")}, (("23.06", "113.26"), ("23.14", "113.34"))
    for unit, (latitude, longitude) in zip(("box", "bag"), places, strict=True):
        at = {name: {"latitude": one[0], "longitude": one[1]} for name, one in sites.items()}
        take(store, *(need(f"{name}-{unit}", unit=unit, **site) for name, site in at.items()))
        take(store, offer(f"o-{unit}", unit=unit, quantity="1", latitude=latitude, longitude=longitude))
    ask("POST", "/allocations", {})
    assert 1 == len({need_ref[0] for need_ref, _ in states(store)})


def test_the_optimum_of_a_day_proposes_nothing(season: Store, ask: Ask) -> None:
    """Over all that there is, whatever was decided; with its metres for who may see where offers are and says why."""
    before = ask("GET", "/optimal-allocation?as_of=2018-02-01").json
    assert ("2018-02-01", 12, 28) == tuple(before[name] for name in ("as_of", "units", "weighted_units"))
    assert before["unit_metres"] is None
    path, why = "/optimal-allocation?as_of=2018-02-01", {"Kapok-Purpose": "a report"}
    allowed = (*SCOPES, "registry:personal")
    assert ask("GET", path, scopes=allowed, headers=why).json["unit_metres"] > 0
    refused = [ask("GET", path, scopes=allowed), ask("GET", path, headers=why)]
    assert [None, None] == [one.json["unit_metres"] for one in refused]
    assert {} == states(season)
    ask("POST", "/allocations", {})
    ask("PUT", "/allotments/allocation-1.1/decision", {"decision": "accepted"})
    assert before == ask("GET", "/optimal-allocation?as_of=2018-02-01").json
    assert 0 == ask("GET", "/optimal-allocation?as_of=2018-01-31").json["units"]


def test_a_need_is_shown_what_it_can_be_given(season: Store, ask: Ask) -> None:
    """Those that match first; the others with every condition that fails."""
    take(season, offer("late", opened_on="2018-02-02", unit="kg"), offer("money", category="money", unit="fen"))
    found = ask("GET", "/needs/near/offers?as_of=2018-02-01").json
    assert ["for-all", "for-near", "late"] == [one["offer_ref"] for one in found]
    assert [True, True, False] == [one["matches"] for one in found]
    assert ["other_unit", "offer_not_open"] == found[-1]["reasons"]


def test_nothing_tells_where_an_offer_is(season: Store, ask: Ask) -> None:
    """Ways are told in bands, from where others see it: two places that look alike have the same bands."""
    place = {"latitude": "23.2499", "longitude": "113.2499"}
    take(season, offer("x", **place), offer("y", latitude="23.16", longitude="113.16"))
    steps = [need(f"n-{n}", latitude=f"{22.8 + n / 50:.2f}", longitude="113.2") for n in range(20)]
    take(season, *steps)
    for one in steps:
        bands = {row["offer_ref"]: row["band"] for row in ask("GET", f"/needs/{one['need_ref']}/offers").json}
        assert bands["x"] == bands["y"]
