"""Matching on a real store: facts in any order, rosters that are proposed once, candidates with reasons."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.matching.api import blueprints
from services.matching.facts import usecases
from services.matching.rosters import proposing, repository
from services.matching.rosters import usecases as rosters
from services.matching.rosters.overlaps import UnsolvedError
from services.matching.rosters.selection import Selection
from services.matching.rosters.usecases import propose_roster
from services.matching.worker import Worker
from shared.config import Settings
from shared.events.envelope import Event
from shared.store import outbox
from shared.store.transaction import Store
from shared.web.application import make_application
from shared.web.auth import make_token
from tests.integration.rotating import USED, process

HANDLERS = {
    "volunteer": usecases.note_volunteers,
    "shift": usecases.note_shifts,
    "availability": usecases.note_offers,
    "hours": usecases.note_hours,
}
DAY = "2018-02-14"


@pytest.fixture
def client(settings: Settings, store: Store) -> FlaskClient:
    """A client with all scopes."""
    made = make_application(settings, store, blueprints).test_client()
    token = make_token(settings, "tester", ["matching:read", "matching:write"])
    made.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return made


def volunteer(store: Store, number: int, sequence: int = 1, *, verified: bool = True, **personal: Any) -> Event:
    """A volunteer of Guangzhou, some metres further from the site for each number."""
    facts = {"birth_date": "1990-01-01", "latitude": 23.1 + number / 1_000, "longitude": 113.2, **personal}
    data = {
        "volunteer": f"KV{number}",
        "volunteer_ref": f"v-{number}",
        "home_region_code": "440100",
        "skills": ["english"],
        "verified": verified,
        "guardian_consent_on": None,
        "personal": store.sealer.seal(facts, f"KV{number}"),
    }
    return Event("volunteer.changed.v1", "registry", f"KV{number}", data, sequence)


def shift(number: int, start: int = 8, capacity: int = 1, **facts: Any) -> Event:
    """A shift of four hours from an hour in China on."""
    data = {
        "shift_ref": f"s-{number}",
        "post_ref": "post-1",
        "project_ref": "warm-winter-2018-440100",
        "site_ref": "site-1",
        "starts_at": f"{DAY}T{start:02d}:00:00+08:00",
        "ends_at": f"{DAY}T{start + 4:02d}:00:00+08:00",
        "capacity": capacity,
        "service": "order",
        "skill_required": None,
        "minimum_age": 14,
        "region_code": "440103",
        "latitude": 23.1,
        "longitude": 113.2,
        **facts,
    }
    return Event("shift.scheduled.v1", "projects", data["shift_ref"], data)


def offer(number: int, part: str = "morning", day: str = DAY) -> Event:
    """A part of a day."""
    data = {"volunteer_ref": f"v-{number}", "date": day, "part_of_day": part}
    return Event("availability.offered.v1", "projects", f"v-{number}:{day}:{part}", data)


def credited(number: int, starts_at: str | None, minutes: int = 240, day: str = "2018-02-01") -> Event:
    """An entry of the ledger; without a start it comes from an earlier system."""
    entry = f"e-{number}-{starts_at or day}"
    data = {"entry": entry, "volunteer": f"KV{number}", "minutes": minutes, "starts_at": starts_at, "day": day}
    return Event("hours.credited.v1", "hours", entry, data)


def hear(store: Store, *events: Event) -> None:
    """Handle events, each type in a batch of its own."""
    for kind, use_case in HANDLERS.items():
        batch = [event for event in events if event.type.startswith(kind)]
        if batch:
            store.transact(lambda transaction, b=batch, u=use_case: u(transaction, b))  # type: ignore[misc]


def told(store: Store, kind: str) -> list[Event]:
    """What was published of one type, in order."""
    commits = outbox.pending(store.database, 1_000)
    return [event for commit in commits for event in outbox.events_of(commit) if event.type == kind]


def solve(client: FlaskClient, **selection: Any) -> dict[str, Any]:
    """The roster of a selection."""
    answer = client.post("/v1/rosters", json=selection)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json  # type: ignore[assignment]
    return found


def candidates(client: FlaskClient) -> list[dict[str, Any]]:
    """The candidates of the shift s-1."""
    answer = client.get("/v1/shifts/s-1/candidates")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json  # type: ignore[assignment]
    return found


def season(store: Store) -> list[Event]:
    """Six volunteers, four shifts with seven places in a morning and an afternoon."""
    people = [volunteer(store, n) for n in range(6)]
    shifts = [shift(1, capacity=2), shift(2, capacity=3), shift(3, 13), shift(4, 13, region_code="440300")]
    offers = [offer(n, part) for n in range(6) for part in ("morning", "afternoon")]
    served = [credited(n, "2018-02-01T00:00:00Z", 60 * n) for n in range(3)]
    return people + shifts + offers + served


def test_a_roster_is_solved_and_its_places_are_proposed(store: Store, client: FlaskClient) -> None:
    """Figures, assignments by references, a proposal with band and reasons for each place, and one word at the end."""
    hear(store, *season(store))
    roster = solve(client)
    assert (6, 7, 3, 4, True) == tuple(
        roster[name] for name in ("filled", "places", "covered_shifts", "shifts", "complete")
    )
    assert Counter({"s-1": 2, "s-2": 3, "s-3": 1}) == Counter(shift_ref for shift_ref, _ in roster["assignments"])
    assert roster["greedy"]["places"] == roster["random"]["places"] == 7
    proposals = told(store, "match.proposed.v2")
    pairs = [[one.data["shift_ref"], one.data["volunteer_ref"]] for one in proposals]
    assert roster["assignments"] == sorted(pairs)
    assert {"within_10_km"} == {one.data["band"] for one in proposals}
    assert {"verified", "old_enough", "offered", "same_city", "no_overlap"} <= set(proposals[0].data["reasons"])
    (solved,) = told(store, "roster.solved.v2")
    assert (roster["roster"], 6) == (solved.data["roster"], solved.data["filled"])


def test_the_same_inputs_have_the_same_roster_and_are_proposed_once(store: Store, client: FlaskClient) -> None:
    """Whoever asks again; GET shows the same."""
    hear(store, *season(store))
    first, second = solve(client), solve(client)
    assert first == second == client.get(f"/v1/rosters/{first['roster']}").json
    assert (6, 1) == (len(told(store, "match.proposed.v2")), len(told(store, "roster.solved.v2")))
    hear(store, credited(5, "2018-02-02T00:00:00Z"))
    assert first["roster"] != solve(client)["roster"]


@pytest.mark.parametrize("seed", range(3))
def test_the_order_and_copies_of_events_do_not_matter(store: Store, seed: int) -> None:
    """Offers before volunteers, hours before anything, everything twice: the same roster."""
    events = season(store)
    hear(store, *events)
    expected = rosters.propose_roster(store, Selection())
    for name in ("volunteers", "shifts", "availability", "credited", "rosters", "roster_parts"):
        store.database[name].delete_many({})
    mixed = events * 2
    random.Random(seed).shuffle(mixed)
    for event in mixed:
        hear(store, event)
    again = rosters.propose_roster(store, Selection())
    assert (expected["_id"], expected["assignments"]) == (again["_id"], again["assignments"])


def test_older_facts_of_a_volunteer_change_nothing(store: Store) -> None:
    """The later sequence is the later state, whenever it comes."""
    hear(store, volunteer(store, 1, 3, verified=False))
    hear(store, volunteer(store, 1, 2), volunteer(store, 1, 1))
    assert not store.database["volunteers"].find_one({"_id": "KV1"})["verified"]  # type: ignore[index]


def test_no_places_are_filled_of_a_shift_that_ended(store: Store, client: FlaskClient) -> None:
    """Closed or cancelled, whatever is heard first; one that changed has its new places."""
    later = replace(shift(1, capacity=2), type="shift.changed.v1", sequence=2)
    gone = Event("shift.cancelled.v1", "projects", "s-2", {"shift_ref": "s-2"}, 3)
    closed = Event("shift.closed.v1", "projects", "s-3", {"shift_ref": "s-3"}, 2)
    worker = Worker()
    for handle, event in (
        (worker.note_changed_shifts, later),
        (worker.note_shifts, shift(1)),
        (worker.forget_cancelled_shifts, gone),
        (worker.note_shifts, shift(2)),
        (worker.note_shifts, shift(3)),
        (worker.forget_closed_shifts, closed),
    ):
        store.transact(lambda transaction, handle=handle, event=event: handle(transaction, [event]))  # type: ignore[misc]
    solved = solve(client)
    assert (1, 2) == (solved["shifts"], solved["places"])
    assert 404 == client.get("/v1/shifts/s-2/candidates").status_code


def test_personal_facts_stay_sealed(store: Store) -> None:
    """The document has the sealed text as it came, and no birth date and no place."""
    hear(store, volunteer(store, 1))
    assert {"birth_date", "latitude", "longitude"}.isdisjoint(store.database["volunteers"].find_one() or {})


def test_a_roster_can_be_for_some_projects_and_days(store: Store, client: FlaskClient) -> None:
    """Days are China's, both inside."""
    hear(store, *season(store), shift(9, project_ref="other-2018"))
    answers = [
        solve(client, **body)["shifts"]
        for body in (
            {"project_prefix": "warm-winter"},
            {"project_prefix": "other"},
            {"from": DAY, "to": DAY},
            {"from": "2018-02-15"},
            {"to": "2018-02-13"},
        )
    ]
    assert [4, 1, 5, 0, 0] == answers


def test_a_roster_without_shifts_is_a_roster(client: FlaskClient) -> None:
    """Empty, complete, and the same again."""
    first = solve(client)
    assert (0, 0, [], True) == (first["filled"], first["shifts"], first["assignments"], first["complete"])
    assert first == solve(client)


def test_what_a_crash_left_unfinished_is_finished(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Solved again, the stored parts stay, and every place is proposed once."""
    monkeypatch.setattr(proposing, "PART", 2)
    hear(store, *season(store))
    add_part, calls = repository.add_part, iter(range(9))

    def crash(transaction: Any, identifier: str, pairs: Any) -> None:
        if next(calls) == 2:
            raise ConnectionError
        add_part(transaction, identifier, pairs)

    monkeypatch.setattr(repository, "add_part", crash)
    with pytest.raises(ConnectionError):
        rosters.propose_roster(store, Selection())
    assert 4 == len(told(store, "match.proposed.v2"))
    assert [] == told(store, "roster.solved.v2")
    monkeypatch.setattr(repository, "add_part", add_part)
    roster = rosters.propose_roster(store, Selection())
    assert roster["complete"]
    proposed = Counter((one.data["shift_ref"], one.data["volunteer_ref"]) for one in told(store, "match.proposed.v2"))
    assert Counter(dict.fromkeys(map(tuple, roster["assignments"]), 1)) == proposed
    assert 1 == len(told(store, "roster.solved.v2"))


def test_hours_weigh_by_the_instant_of_their_start(store: Store, client: FlaskClient) -> None:
    """What began 30 days before the shift counts, a second earlier not; an earlier system's day begins at 00:00."""
    hear(store, shift(1, capacity=9), *(volunteer(store, n) for n in range(4)), *(offer(n) for n in range(4)))
    hear(
        store,
        credited(0, "2018-01-15T08:00:00+08:00"),
        credited(1, "2018-01-15T07:59:59+08:00"),
        credited(2, None, day="2018-01-15"),
        credited(3, None, day="2018-01-16"),
    )
    shown = {one["volunteer_ref"]: one["reasons"] for one in candidates(client)}
    overloaded = {ref for ref, reasons in shown.items() if "workload_above_median" in reasons}
    assert {"v-0", "v-3"} == overloaded


def test_candidates_come_with_band_and_reasons(store: Store, client: FlaskClient) -> None:
    """The nearest first, in a band by reference; who may not take a place stands behind, with what fails."""
    hear(store, shift(1, service="guidance", minimum_age=18))
    hear(store, volunteer(store, 0, latitude=23.31), volunteer(store, 1, latitude=23.17), volunteer(store, 2))
    hear(store, volunteer(store, 3, verified=False, birth_date="2010-01-01"))
    hear(store, *(offer(n) for n in range(4)), offer(0, "evening"))
    shown = candidates(client)
    assert [("v-1", "within_10_km"), ("v-2", "within_10_km"), ("v-0", "within_50_km")] == [
        (one["volunteer_ref"], one["band"]) for one in shown if one["eligible"]
    ]
    assert "language_for_service" in shown[0]["reasons"]
    assert {
        "volunteer": "KV3",
        "volunteer_ref": "v-3",
        "eligible": False,
        "band": None,
        "reasons": ["unverified", "age_or_consent"],
    } == shown[-1]


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/rosters/none", None, 404),
        ("GET", "/shifts/none/candidates", None, 404),
        ("POST", "/rosters", {"projects": "x"}, 422),
        ("POST", "/rosters", {"from": "tomorrow"}, 422),
        ("POST", "/rosters", {"from": "2018-02-02", "to": "2018-02-01"}, 422),
    ],
)
def test_a_wrong_request_gets_problem_details(
    client: FlaskClient, method: str, path: str, body: Any, status: int
) -> None:
    """And does nothing."""
    answer = client.open(f"/v1{path}", method=method, **({} if body is None else {"json": body}))
    assert (status, "application/problem+json") == (answer.status_code, answer.content_type)


def test_a_roster_that_cannot_be_proved_the_best_is_refused(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what to do; nothing is stored."""

    def give_up(*_: Any) -> None:
        raise UnsolvedError

    monkeypatch.setattr(rosters, "solve", give_up)
    answer = client.post("/v1/rosters", json={})
    assert (422, "application/problem+json") == (answer.status_code, answer.content_type)


def test_scopes_are_asked_for(settings: Settings, store: Store) -> None:
    """Reading is not solving."""
    token = make_token(settings, "reader", ["matching:read"])
    client = make_application(settings, store, blueprints).test_client()
    assert 403 == client.post("/v1/rosters", json={}, headers={"Authorization": f"Bearer {token}"}).status_code


def test_a_source_names_its_shifts_and_projects(store: Store, settings: Settings) -> None:
    """As it calls them, and is answered so; who may take another source's shift it does not learn."""
    own = shift(1, shift_ref="gz:s-1", project_ref="gz:winter")
    hear(store, volunteer(store, 1), own, shift(1, project_ref="winter"), offer(1))
    client = make_application(settings, store, blueprints).test_client()

    def ask(source: str, path: str, **options: Any) -> Any:
        token = make_token(settings, "tester", ["matching:read", "matching:write"], source=source)
        return client.open(f"/v1{path}", headers={"Authorization": f"Bearer {token}"}, **options)

    assert ["local:v-1"] == [one["volunteer_ref"] for one in ask("gz", "/shifts/s-1/candidates").json]
    assert ["v-1"] == [one["volunteer_ref"] for one in ask("local", "/shifts/local:s-1/candidates").json]
    assert [404, 404] == [ask(one, "/shifts/local:s-1/candidates").status_code for one in ("gz", "sz")]
    solved = ask("gz", "/rosters", method="POST", json={"project_prefix": "win"}).json
    assert solved["assignments"] == [["s-1", "local:v-1"]]
    assert ask("local", f"/rosters/{solved['roster']}").json["assignments"] == [["gz:s-1", "v-1"]]
    assert ask("gz", "/rosters", method="POST", json={}).json == solved
    assert ask("gz", "/rosters", method="POST", json={"project_prefix": "local:win"}).json["shifts"] == 0


def test_a_source_is_shown_the_places_of_its_own_shifts(store: Store, settings: Settings) -> None:
    """Of a roster that the network solved for all."""
    hear(store, *(volunteer(store, number) for number in (1, 2)), shift(1, shift_ref="gz:s-1"), shift(1))
    hear(store, offer(1), offer(2))
    client = make_application(settings, store, blueprints).test_client()

    roster = propose_roster(store, Selection())["roster"]

    def shifts(source: str) -> list[str]:
        bearer = {"Authorization": f"Bearer {make_token(settings, 'tester', ['matching:read'], source=source)}"}
        answer: Any = client.get(f"/v1/rosters/{roster}", headers=bearer)
        return [shift_ref for shift_ref, _ in answer.json["assignments"]]

    shown = {source: shifts(source) for source in ("local", "gz", "sz")}
    assert shown == {"local": ["gz:s-1", "s-1"], "gz": ["s-1"], "sz": []}


def test_a_migration_takes_the_costs_of_rosters_away(store: Store, client: FlaskClient) -> None:
    """The figures beside the roster's, too; the rest stays."""
    hear(store, *season(store))
    solved = solve(client)
    (now,) = store.database["rosters"].find()
    cost = {"total_cost": 4711}
    old = {**now, **cost, **{name: {**now[name], **cost} for name in ("greedy", "random")}}
    store.database["rosters"].replace_one({"_id": now["_id"]}, old)
    repository.forget_costs(store.database)
    assert [now] == list(store.database["rosters"].find())
    assert solved == client.get(f"/v1/rosters/{solved['roster']}").json


def test_a_roster_stays_the_same_when_the_hash_key_changed(store: Store) -> None:
    """Asked again it is there under the name that it was told under, and nothing is proposed a second time."""
    hear(store, *season(store))
    first = propose_roster(store, Selection())
    with process(store, USED) as changed:
        assert first == propose_roster(changed, Selection())
    assert 1 == len(told(store, "roster.solved.v2"))


def test_a_roster_is_planned_again_after_drop_outs(client: FlaskClient, store: Store) -> None:
    """Who has a place keeps it, though another one lives nearer; somebody else is proposed for the free one."""
    hear(store, shift(1), shift(2), *(volunteer(store, n) for n in (2, 3)), *(offer(n) for n in (2, 3)))
    first = solve(client)
    hear(store, volunteer(store, 1), offer(1))
    gone = dict(first["assignments"])["s-1"]
    again = solve(client, keep=first["roster"], without=[gone])
    (stays,) = [one for one in first["assignments"] if one[1] != gone]
    assert stays in again["assignments"]
    assert {"v-1", stays[1]} == {one for _, one in again["assignments"]}
    assert again["roster"] != first["roster"]
    assert 4 == len(told(store, "match.proposed.v2"))
    assert 404 == client.post("/v1/rosters", json={"keep": "none"}).status_code


def test_a_roster_is_tried(client: FlaskClient, store: Store) -> None:
    """What it would be, with how many places stay; nothing is proposed or kept."""
    hear(store, shift(1), shift(2), *(volunteer(store, n) for n in (2, 3)), *(offer(n) for n in (2, 3)))
    first = solve(client)
    before = (told(store, "match.proposed.v2"), list(store.database["rosters"].find()))
    tried = client.post("/v1/trial-rosters", json={"keep": first["roster"], "without": ["v-2"]}).json
    assert (1, 2, 1, 0) == tuple((tried or {})[name] for name in ("filled", "places", "kept", "changed"))
    assert before == (told(store, "match.proposed.v2"), list(store.database["rosters"].find()))


def test_a_fixed_place_is_kept(settings: Settings, store: Store) -> None:
    """Though another is better, planned again too, once, by whoever's name it is said; who fixed it is kept."""
    client = make_application(settings, store, blueprints).test_client()
    token = make_token(settings, "lead", ["matching:read", "matching:write", "matching:decide"])
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    hear(store, shift(1), *(volunteer(store, n) for n in (1, 2, 3)), *(offer(n) for n in (1, 2)))
    first = solve(client)
    assert [["s-1", "v-1"]] == first["assignments"]
    path = "/v1/shifts/s-1/fixed-places"
    for _ in range(2):
        put = client.put(f"{path}/v-2", json={"fixed": True})
        assert (200, '"1"') == (put.status_code, put.headers["ETag"])
    again = solve(client, keep=first["roster"])
    assert ([["s-1", "v-2"]], [["s-1", "v-2"]], []) == tuple(again[one] for one in ("assignments", "fixed", "not_kept"))
    assert again == client.get(f"/v1/rosters/{again['roster']}").json
    assert "fixed_place" in told(store, "match.proposed.v2")[-1].data["reasons"]
    assert 200 == client.put(f"{path}/v-3", json={"fixed": True}).status_code
    tried: Any = client.post("/v1/trial-rosters", json={"without": ["v-2"]}).json
    assert {("v-2", "dropped_out"), ("v-3", "not_offered")} == {
        (one["volunteer_ref"], *one["reasons"]) for one in tried["not_kept"]
    }
    client.put(f"{path}/v-2", json={"fixed": False})
    assert [["s-1", "v-1"]] == solve(client)["assignments"]
    events = told(store, "place.fixed.v1")
    assert [("KV2", True, 1), ("KV3", True, 1), ("KV2", False, 2)] == [
        (one.data["volunteer"], one.data["fixed"], one.sequence) for one in events
    ]
    shown: Any = client.get(path).json
    assert [("v-3", True, "lead"), ("v-2", False, "lead")] == [
        (one["volunteer_ref"], one["fixed"], one["decided_by"]) for one in shown
    ]
    assert 412 == client.put(f"{path}/v-2", json={"fixed": True}, headers={"If-Match": '"1"'}).status_code
    for number, sequence in ((4, 1), (3, 9)):
        elsewhere = volunteer(store, number, sequence)
        elsewhere.data["home_region_code"] = "440300"  # type: ignore[index]
        hear(store, elsewhere)
    for wrong in ("/v1/shifts/none/fixed-places/v-1", f"{path}/nobody", f"{path}/v-4"):
        assert 404 == client.put(wrong, json={"fixed": True}).status_code
    assert 200 == client.put(f"{path}/v-3", json={"fixed": False}).status_code, "who moved since"
    gone = Event("volunteer.erased.v1", "registry", "KV2", {"volunteer": "KV2", "volunteer_ref": "v-2"}, 9)
    store.transact(lambda transaction: Worker().forget_volunteers(transaction, [gone]))
    assert ["KV3"] == [one["volunteer"] for one in store.database["fixed_places"].find()]


def test_what_was_declined_no_roster_proposes_again(settings: Settings, store: Store, client: FlaskClient) -> None:
    """To that person: planned anew it is another's, until who runs the shift fixes it."""
    token = make_token(settings, "lead", ["matching:read", "matching:write", "matching:decide"])
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    hear(store, *season(store))
    shift_ref, volunteer_ref = first = solve(client)["assignments"][0]
    number = volunteer_ref.replace("v-", "KV")
    said = {"roster": "r-1", "shift_ref": shift_ref, "volunteer": number, "state": "declined", "sign_up_ref": None}
    event = Event("proposal.answered.v1", "projects", f"r-1:{shift_ref}:{number}", said, 1)
    store.transact(lambda transaction: Worker().note_answers(transaction, [event]))
    again = solve(client)
    assert (False, 6) == (first in again["assignments"], again["filled"])
    assert 200 == client.put(f"/v1/shifts/{shift_ref}/fixed-places/{volunteer_ref}", json={"fixed": True}).status_code
    assert first in solve(client)["assignments"]
