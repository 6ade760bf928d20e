"""What was credited is put right by entries of its own, and everything that follows from hours follows."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from services.hours.api import blueprints
from services.hours.ledger import usecases as ledger
from shared.config import Settings
from shared.events.envelope import Event
from shared.store.transaction import Store
from shared.web.application import make_application
from shared.where import EVERYWHERE, Where
from tests.integration.hours import county
from tests.integration.hours.county import COUNTY, HERE, NUMBER, THERE, Asked
from tests.integration.listening import Service, hear
from tests.integration.placed import Caller

OFFICER = Where(frozenset({COUNTY}))


@pytest.fixture
def service(store: Store) -> Service:
    """What the county and the others keep."""
    return county.serve(store)


@pytest.fixture
def caller(settings: Settings, store: Store, service: Service) -> Caller:
    """The API of hours."""
    scopes = ["hours:read", "hours:approve", "hours:export"]
    return Caller(make_application(settings, store, blueprints).test_client(), settings, scopes)


def put_right(caller: Caller, path: str, where: Where = OFFICER, subject: str = "lead", **body: Any) -> tuple[int, Any]:
    """What is answered: the status, and the outcome with its minutes, or why not."""
    answer = caller.send("POST", Asked(path, {"because": "not_served", **body}), where, subject=subject)
    shown = answer.json
    if answer.status_code == 200:
        return 200, (shown.get("outcome") or shown["entry"], shown.get("minutes"))
    return answer.status_code, (shown.get("errors") or [{"reason": ""}])[0]["reason"]


def entries(store: Store) -> dict[str, int]:
    """The entries of the volunteer `here`."""
    return {one["entry"]: one["minutes"] for one in ledger.entries_of(store, NUMBER)}


def test_a_reversal_is_an_entry_of_its_own(caller: Caller, service: Service, store: Store) -> None:
    """It is told, taken once, and nothing that was written is another than before; a copy credits nothing again."""
    before = store.database["ledger"].find_one({"_id": "a"})
    assert (200, ("rejected:reversed", None)) == put_right(caller, "/attendance/a/reversal")
    assert (422, "nothing_credited") == put_right(caller, "/attendance/a/reversal")
    assert {"a": 60, "reversal:a": -60, "abroad": 60, "opening:b": 60} == entries(store)
    assert before == store.database["ledger"].find_one({"_id": "a"})
    (told,) = service.news()
    assert ("hours.reversed.v1", "a", 60, "not_served") == (
        told.type,
        *(told.data[one] for one in ("reverses", "minutes", "because")),
    )
    hear(service, county.presence("a", HERE, HERE))
    assert ([], 4) == (service.news(), len(entries(store)))
    assert {"lead"} == {
        one["by"]
        for one in store.database["entries_of_presences"].find_one({"_id": "a"})["decisions"]  # type: ignore[index]
    }


def test_time_that_is_taken_back_is_free(caller: Caller, service: Service) -> None:
    """What was held since it overlaps is credited, whole or the part that was in the way."""
    hear(service, *(county.presence(one, THERE, HERE, 10) for one in ("again", "more")))
    assert "held:overlap" == caller.send("GET", Asked("/attendance/again"), EVERYWHERE).json["outcome"]
    assert 200 == put_right(caller, "/attendance/abroad/reversal", EVERYWHERE)[0]
    found = [caller.send("GET", Asked(f"/attendance/{one}"), EVERYWHERE).json["outcome"] for one in ("again", "more")]
    assert ["credited", "held:overlap"] == sorted(found)


def test_a_correction_leaves_a_part(caller: Caller, service: Service, store: Store) -> None:
    """Again and again, never more than before; each says what it has now."""
    first = county.until(8)
    assert (200, ("credited", 30)) == put_right(caller, "/attendance/a/correction", **first)
    later = {**first, "ends_at": "2018-02-14T12:00:00+08:00"}
    assert (422, "nothing_beyond") == put_right(caller, "/attendance/a/correction", **later)
    upside_down = {**first, "ends_at": first["starts_at"]}
    assert 422 == put_right(caller, "/attendance/a/correction", **upside_down)[0]
    for part in ("again:2:a", "reversal:a"):
        assert (404, "") == put_right(caller, f"/attendance/{part}/reversal")
        assert 404 == caller.send("GET", Asked(f"/attendance/{part}"), OFFICER).status_code
    shorter = {**first, "starts_at": "2018-02-14T08:10:00+08:00"}
    assert (200, ("credited", 20)) == put_right(caller, "/attendance/a/correction", **shorter)
    assert {"a": 60, "reversal:a": -60, "again:2:a": 30, "reversal:again:2:a": -30, "again:3:a": 20} == {
        name: minutes for name, minutes in entries(store).items() if name.endswith("a")
    }
    assert (200, ("rejected:reversed", None)) == put_right(caller, "/attendance/a/reversal")
    assert {"here": 120} == {
        one["volunteer_ref"]: one["minutes"] for one in ledger.totals(store) if one["volunteer_ref"] == HERE
    }


def test_an_opening_balance_is_taken_back(caller: Caller, store: Store) -> None:
    """By who acts where it was stated."""
    assert (404, "") == put_right(caller, "/opening-balances/b/reversal", Where(frozenset({"440500"})))
    assert (200, ("reversal:opening:b", -60)) == put_right(caller, "/opening-balances/b/reversal")
    assert (422, "nothing_credited") == put_right(caller, "/opening-balances/b/reversal")
    assert (404, "") == put_right(caller, "/opening-balances/none/reversal")


def test_nobody_puts_their_own_hours_right(caller: Caller) -> None:
    """Under any name, of any registration that is the same person."""
    for name in (NUMBER, HERE, "here-2"):
        assert (422, "own_record") == put_right(caller, "/attendance/a/reversal", subject=name)


def test_what_was_credited_twice_is_decided(caller: Caller) -> None:
    """Two registrations of one person were credited one hour each: one is taken back, and nothing is left to review."""
    asked = Asked("/reviews")
    assert ["here-2-into-here"] == [one["merge_ref"] for one in caller.send("GET", asked, OFFICER).json["reviews"]]
    assert 200 == put_right(caller, "/attendance/twin/reversal", because="recorded_twice")[0]
    assert [] == caller.send("GET", asked, OFFICER).json["reviews"]


def test_figures_follow_in_any_order(caller: Caller, service: Service, store: Store) -> None:
    """Who served only what was taken back was not active; also where that is heard first."""
    credited = [one for one in service.told if one.type == "hours.credited.v1" and one.subject in ("a", "abroad")]
    for name, where in (("a", OFFICER), ("abroad", EVERYWHERE)):
        assert 200 == put_right(caller, f"/attendance/{name}/reversal", where)[0]
    taken = [one for one in service.news() if one.type == "hours.reversed.v1"]
    states = []
    for order in ([*credited, *taken], [*taken, *credited]):
        store.database["figure_people"].delete_many({})
        hear(service, *order, *order[:2])
        (one,) = store.database["figure_people"].find({"_id": NUMBER})
        states.append((one["served"], one["counted"]))
    assert states[0] == states[1]
    assert [] == states[0][1]
    assert isinstance(credited[0], Event)
    assert dt.date(2018, 2, 14).isoformat() == states[0][0][0][0]


def test_a_day_of_split_presences_is_looked_at_while_it_counts(caller: Caller, service: Service) -> None:
    """Whatever is heard first; where it was served, and to the volunteer; no longer when it is put right."""
    whole = county.shift("whole", COUNTY)
    times = {"starts_at": "2018-02-20T00:00:00+08:00", "ends_at": "2018-02-21T00:00:00+08:00"}
    hear(service, replace(whole, data={**whole.data, **times}))
    for name, first, last in (("one", "08", "15"), ("two", "15", "22")):
        event = county.presence(name, "whole", HERE)
        at = {"checked_in_at": f"2018-02-20T{first}:00:00+08:00", "checked_out_at": f"2018-02-20T{last}:00:00+08:00"}
        hear(service, replace(event, data={**event.data, **at}))
    told = [one for one in service.news() if one.type == "hours.credited.v1"]
    assert 2 == len(told)
    hear(service, *reversed(told), told[0])

    def seen(where: Where) -> list[tuple[str, list[str], int]]:
        found = caller.send("GET", Asked("/reviews/days"), where).json["flagged_days"]
        return [(one["day"], one["flags"], one["minutes"]) for one in found]

    expected = [("2018-02-20", ["together_provincial"], 840)]
    own, elsewhere = Where(person=NUMBER), Where(frozenset({"440500"}))
    assert [expected, expected, []] == [seen(one) for one in (OFFICER, own, elsewhere)]
    assert 200 == put_right(caller, "/attendance/two/reversal")[0]
    hear(service, *(one for one in service.news() if one.type == "hours.reversed.v1"))
    assert [] == seen(OFFICER)
