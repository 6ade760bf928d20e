"""Rosters of several cities: a task for each, together the province's roster, nobody placed in two of them."""

from __future__ import annotations

import io
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import pytest
from flask.testing import FlaskClient
from rich.console import Console
from werkzeug.exceptions import NotFound
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from cli.results import city_rosters
from cli.results.tables import show_city_rosters
from cli.systems.address import Address
from cli.talking.api import Api
from services.matching.cities import repository as repository_of_cities
from services.matching.cities import solving, usecases
from services.matching.cities.domain import ENDED
from services.matching.facts import usecases as facts
from services.matching.fixed import usecases as fixing
from services.matching.rosters import people, proposing, repository
from services.matching.rosters.selection import Selection
from services.matching.rosters.usecases import propose_roster
from services.matching.worker import Worker
from shared.events.envelope import Event
from shared.store.transaction import Store, Transaction
from tests.integration.matching.test_rosters import client, credited, hear, offer, shift, told, volunteer

CITIES = ("440100", "440300", "440600")
__all__ = ["client"]


def living_in(store: Store, number: int, city: str, sequence: int = 1, **personal: Any) -> Event:
    """A volunteer who is registered in a city."""
    event = volunteer(store, number, sequence, **personal)
    return Event(event.type, event.source, event.subject, {**event.data, "home_region_code": city}, sequence)


def province(store: Store) -> None:
    """Three cities with four volunteers and two shifts of a morning and an afternoon each; one person has two names."""
    people = [living_in(store, 10 * n + k, city) for n, city in enumerate(CITIES) for k in range(4)]
    shifts = [shift(10 * n + k, (8, 13)[k], 2, region_code=city) for n, city in enumerate(CITIES) for k in range(2)]
    offers = [
        offer(10 * n + k, part) for n in range(len(CITIES)) for k in range(4) for part in ("morning", "afternoon")
    ]
    hear(store, *people, *shifts, *offers[:-1], *(credited(n, "2018-02-01T00:00:00Z", 60 * n) for n in range(4)))
    named = Event("volunteer.named.v1", "registry", "KV23", {"volunteer": "KV23", "volunteer_ref": "other~23"})
    store.transact(lambda transaction: facts.note_names(transaction, [named]))
    under_it = {**offers[-1].data, "volunteer_ref": "other~23"}
    hear(store, Event("availability.offered.v1", "projects", "other~23", under_it))


def merged(merge: str, kept: str, gone: str) -> Event:
    """Two registrations are one person."""
    data = {
        "merge_ref": merge,
        "kept": kept,
        "merged": gone,
        "merged_at": "2018-01-01T00:00:00Z",
        "undone_at": None,
    }
    return Event("volunteer.merged.v1", "registry", merge, data, 1)


def asked(client: FlaskClient, **body: Any) -> dict[str, Any]:
    """What is answered to who asks for the rosters of cities."""
    answer = client.post("/v1/city-rosters", json=body)
    assert answer.status_code == 202, answer.text
    found: dict[str, Any] = answer.json  # type: ignore[assignment]
    return found


def seen(client: FlaskClient, run: dict[str, Any]) -> dict[str, Any]:
    """How far they are."""
    found: dict[str, Any] = client.get(f"/v1/city-rosters/{run['run']}").json  # type: ignore[assignment]
    return found


def places(client: FlaskClient, run: dict[str, Any]) -> list[list[str]]:
    """All places of its rosters."""
    solved = [client.get(f"/v1/rosters/{one['roster']}").json for one in seen(client, run)["cities"] if one["roster"]]
    return sorted(place for one in solved for place in one["assignments"])  # type: ignore[index]


def tasks(run: dict[str, Any]) -> list[str]:
    """The names of its tasks."""
    return [f"{run['run']}:{one['city_code']}" for one in run["cities"]]


def proposed_to(store: Store, reference: str) -> list[Event]:
    """What was proposed to somebody."""
    return [one for one in told(store, "match.proposed.v2") if one.data["volunteer_ref"] == reference]


def test_cities_together_are_the_province(store: Store, client: FlaskClient) -> None:
    """Each task is told once; solved by themselves the cities have the places and figures of the whole roster."""
    province(store)
    run = asked(client)
    assert tasks(run) == [event.data["task"] for event in told(store, "roster.asked.v1")]
    assert (False, 3, 0) == (run["complete"], run["states"]["waiting"], run["filled"])
    whole = propose_roster(store, Selection())
    for task in reversed(tasks(run)):
        solving.solve(store, task)
    after = seen(client, run)
    assert (True, 3) == (after["complete"], after["states"]["solved"])
    names = ("filled", "places", "covered_shifts", "shifts")
    assert [whole[name] for name in names] == [after[name] for name in names] == [12, 12, 6, 6]
    assert whole["assignments"] == places(client, run)
    assert [2 * 2] * 3 == [one["filled"] for one in after["cities"]]
    assert [] == list(store.database["roster_plans"].find())
    assert not any("people" in one for one in store.database["roster_tasks"].find())


def test_a_task_that_comes_twice_is_solved_once(store: Store, client: FlaskClient) -> None:
    """Every place is proposed once, and what was asked again for the same is not proposed again."""
    province(store)
    run, again = asked(client), asked(client)
    for task in (*tasks(run), *tasks(run), *tasks(again)):
        solving.solve(store, task)
    assert places(client, run) == places(client, again)
    proposed = Counter((one.data["shift_ref"], one.data["volunteer_ref"]) for one in told(store, "match.proposed.v2"))
    assert {1} == set(proposed.values())
    assert 3 == len(told(store, "roster.solved.v2"))


def test_with_its_key_a_request_is_one_run(store: Store, client: FlaskClient) -> None:
    """Sent again, it is answered how far that run is by now."""
    province(store)
    runs = [
        client.post("/v1/city-rosters", json={}, headers={"Idempotency-Key": "once"}).json["run"]  # type: ignore[index]
        for _ in range(2)
    ]
    assert runs[0] == runs[1]
    assert 3 == len(told(store, "roster.asked.v1"))


def test_what_is_planned_is_proposed_whatever_is_heard_meanwhile(
    store: Store, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process is killed between two parts, a better volunteer comes, and another worker has the task."""
    monkeypatch.setattr(proposing, "PART", 1)
    province(store)
    (task,) = tasks(asked(client, cities=[CITIES[0]]))
    add_part, calls = repository.add_part, iter(range(9))

    def killed(transaction: Any, identifier: str, pairs: Any) -> None:
        if next(calls) == 2:
            raise SystemExit
        add_part(transaction, identifier, pairs)

    monkeypatch.setattr(repository, "add_part", killed)
    with pytest.raises(SystemExit):
        solving.solve(store, task)
    monkeypatch.setattr(repository, "add_part", add_part)
    before = told(store, "match.proposed.v2")
    assert 2 == len(before)
    hear(store, volunteer(store, 5, latitude=23.1), offer(5), offer(5, "afternoon"))
    solving.solve(store, task)
    solving.solve(store, task)
    proposals = [one.data for one in told(store, "match.proposed.v2")]
    assert 4 == len({(one["shift_ref"], one["volunteer_ref"]) for one in proposals}) == len(proposals)
    assert 1 == len({one["roster"] for one in proposals})


def test_who_moves_meanwhile_has_places_in_one_city_alone(store: Store, client: FlaskClient) -> None:
    """Two in Foshan move to Shenzhen after Foshan is solved, one there is merged into one of them: Foshan keeps them.

    Shenzhen's own live further away, so that the two would be its best.
    """
    province(store)
    hear(store, *(living_in(store, number, CITIES[1], 2, latitude=23.35) for number in range(10, 14)))
    run = asked(client)
    foshan, shenzhen = tasks(run)[2], tasks(run)[1]
    solving.solve(store, foshan)
    hear(store, living_in(store, 20, CITIES[1], 2), living_in(store, 21, CITIES[1], 2))
    store.transact(lambda transaction: facts.MERGES.hear(transaction, [merged("m", "KV20", "KV10")]))
    solving.solve(store, shenzhen)
    cities = {one["city_code"]: one for one in seen(client, run)["cities"]}
    assert [4, 4] == [cities[city]["filled"] for city in CITIES[1:]]
    taken = Counter(volunteer_ref for shift_ref, volunteer_ref in places(client, run) if shift_ref in {"s-10", "s-20"})
    assert {1} == set(taken.values())
    assert {"v-11", "v-12", "v-13"} >= {ref for shift_ref, ref in places(client, run) if shift_ref in {"s-10", "s-11"}}


def test_an_error_of_one_city_leaves_the_others(store: Store, client: FlaskClient) -> None:
    """Its task fails with the reason, and nothing of it is proposed."""
    province(store)
    store.database["volunteers"].update_one({"_id": "KV10"}, {"$set": {"personal": "broken"}})
    run = asked(client)
    for task in tasks(run):
        solving.solve(store, task)
    after = seen(client, run)
    assert ["solved", "failed", "solved"] == [one["state"] for one in after["cities"]]
    assert (True, "solver_failed", None) == (
        after["complete"],
        *(after["cities"][1][name] for name in ("reason", "roster")),
    )
    assert 8 == after["filled"] == len(told(store, "match.proposed.v2"))


def test_a_process_that_is_killed_each_time_is_given_up(store: Store, client: FlaskClient) -> None:
    """After three; one that lost the store is begun again as often as that happens."""
    province(store)
    run, codes = asked(client), iter([75, 75, -9, 75, -9, 1, -9])
    usecases.see_through(store, tasks(run)[0], lambda _: next(codes))
    assert ("failed", ENDED) == tuple(seen(client, run)["cities"][0][name] for name in ("state", "reason"))
    assert [-9] == list(codes)
    usecases.see_through(store, tasks(run)[0], lambda _: next(codes))


def test_cities_are_planned_again_without_who_dropped_out(store: Store, client: FlaskClient) -> None:
    """The others keep their places."""
    province(store)
    first = asked(client)
    for task in tasks(first):
        solving.solve(store, task)
    before = places(client, first)
    gone = next(ref for shift_ref, ref in before if shift_ref == "s-0")
    second = asked(client, keep=first["run"], without=[gone])
    for task in tasks(second):
        solving.solve(store, task)
    after = places(client, second)
    assert 12 == len(after)
    assert [one for one in before if one[1] != gone] == [one for one in after if one in before]
    assert not [one for one in after if one[1] == gone]
    assert 404 == client.post("/v1/city-rosters", json={"keep": "none"}).status_code


def test_the_command_shows_each_city(store: Store, client: FlaskClient, tmp_path: Path) -> None:
    """`./kapok roster --run`: its state, its figures where it is solved, and what is solved of all."""
    province(store)
    run, mounted = asked(client), DispatcherMiddleware(NotFound(), {"/matching": client.application})
    solving.solve(store, tasks(run)[0])
    token = client.environ_base["HTTP_AUTHORIZATION"].removeprefix("Bearer ")
    said = io.StringIO()
    with Api(Address(tmp_path, "http://kapok", token), "roster", (), transport=httpx.WSGITransport(mounted)) as api:
        show_city_rosters(city_rosters.look(api, run["run"]), Console(file=said, width=200))
    rows = [[cell.strip() for cell in line.split("│")[2:5]] for line in said.getvalue().splitlines() if " of " in line]
    waiting = [line for line in said.getvalue().splitlines() if "waiting" in line]
    assert [["solved", "4 of 4", "100.0%"], ["1 of 3 solved", "4 of 4", "100.0%"]] == rows
    assert [True, True] == [city in line for city, line in zip(CITIES[1:], waiting, strict=True)]


def erase(store: Store, number: int) -> None:
    """The worker hears that somebody is erased."""
    person = {"volunteer": f"KV{number}", "volunteer_ref": f"v-{number}"}
    gone = Event("volunteer.erased.v1", "registry", f"KV{number}", person, 9)
    store.transact(lambda transaction: Worker().forget_volunteers(transaction, [gone]))


def kept_of_rosters(store: Store) -> str:
    """All that is stored of rosters, runs and tasks."""
    names = ("rosters", "roster_parts", "roster_tasks", "roster_runs", "roster_plans")
    return "".join(str(list(store.database[name].find())) for name in names)


def test_a_run_keeps_nothing_of_who_is_erased(store: Store, client: FlaskClient) -> None:
    """Neither a place that is solved, nor that somebody dropped out; what was planned for them is not proposed."""
    province(store)
    run = asked(client, without=["v-1"])
    solving.solve(store, tasks(run)[1])
    task = repository_of_cities.begin(store, tasks(run)[0])
    assert task is not None
    solving._opened(store, task)  # the process is killed here
    assert proposed_to(store, "v-10")
    assert "KV2" in str(list(store.database["roster_plans"].find()))
    before = places(client, run)
    for number in (1, 2, 10):
        erase(store, number)
    kept = kept_of_rosters(store)
    assert not [one for one in ("'KV2'", "'KV10'", "'v-1'", "'v-2'", "'v-10'") if one in kept]
    for task_name in tasks(run):
        solving.solve(store, task_name)
    assert seen(client, run)["complete"]
    assert not proposed_to(store, "v-2")
    assert not any("open" in one for one in store.database["roster_runs"].find())
    assert [one for one in before if one[1] != "v-10"] == [one for one in places(client, run) if one in before]


def test_who_is_erased_goes_from_what_was_stored_before(store: Store, client: FlaskClient) -> None:
    """Rosters of before they could be found by whom they name: places, fixed ones, and those that cannot be kept."""
    province(store)
    for n in (1, 2, 3):
        who = f"KV{n}", f"v-{n}"
        store.transact(lambda transaction, who=who: fixing.fix(transaction, "s-0", who, fixed=True))  # type: ignore[misc]
    run = asked(client, cities=[CITIES[0]])
    solving.solve(store, tasks(run)[0])
    (name,) = (one["roster"] for one in seen(client, run)["cities"])
    for collection in ("rosters", "roster_parts"):
        store.database[collection].update_many({}, {"$unset": {"people": ""}})
    people.collections(store.database)
    before = client.get(f"/v1/rosters/{name}").json
    assert before is not None
    assert (2, ["v-3"]) == (len(before["fixed"]), [one["volunteer_ref"] for one in before["not_kept"]])
    for number in (1, 3):
        erase(store, number)
    after = client.get(f"/v1/rosters/{name}").json
    assert after == {
        **before,
        "assignments": [one for one in before["assignments"] if one[1] != "v-1"],
        "fixed": [["s-0", "v-2"]],
        "not_kept": [],
    }
    kept = kept_of_rosters(store)
    assert not [one for one in ("'v-1'", "'v-3'") if one in kept]


def test_an_erasure_at_the_moment_of_proposing(
    store: Store, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is heard after a part's transaction began: that one is run again, and proposes nothing to who is erased."""
    province(store)
    next_part, left = repository.next_part, iter((1,))

    def meanwhile(transaction: Transaction, identifier: str) -> Any:
        seen_before = transaction["rosters"].one(identifier), transaction["volunteers"].one("KV1")
        assert None not in seen_before
        for number in left:
            assert "'KV1'" in kept_of_rosters(store)
            erase(store, number)
        return next_part(transaction, identifier)

    monkeypatch.setattr(repository, "next_part", meanwhile)
    (task,) = tasks(asked(client, cities=[CITIES[0]]))
    solving.solve(store, task)
    assert not proposed_to(store, "v-1")
    assert "'v-1'" not in kept_of_rosters(store)
    assert told(store, "match.proposed.v2")


def test_what_is_asked_of_cities_is_checked(store: Store, client: FlaskClient) -> None:
    """A county is no city; a city without such shifts has no task; what nobody asked for is unknown."""
    province(store)
    answer = client.post("/v1/city-rosters", json={"cities": ["440103"]})
    assert (422, ["cities.0"]) == (answer.status_code, [one["field"] for one in answer.json["errors"]])  # type: ignore[index]
    empty = asked(client, cities=["440200"])
    assert (True, [], 0) == (empty["complete"], empty["cities"], empty["places"])
    assert 404 == client.get("/v1/city-rosters/none").status_code
