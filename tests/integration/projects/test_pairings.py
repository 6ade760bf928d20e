"""Pairings and visits on a real store: any order of arrival, many at once, agreements, ends, erasure, who may see."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import orjson
import pytest
from flask.testing import FlaskClient

from services.projects.api import blueprints
from services.projects.pairings.kind import BENEFICIARIES, PAIRINGS, VISITS
from shared.config import Settings
from shared.rules.references import CLOSED
from shared.store.transaction import Store
from shared.web.application import make_application
from shared.web.auth import make_token
from shared.where import Where
from tests.integration.listening import Service, hear
from tests.integration.projects.definitions import ORGANISATION, published, send
from tests.integration.projects.test_credentials import licence
from tests.integration.registrations import Registry, erased, merged, number_of

WHOM = {
    "beneficiary_ref": "b-1",
    "kind": "youth_at_risk",
    "region_code": "440103",
    "household": "urban",
    "registered_on": "2018-01-05",
}
TEAM = "volunteer:v-1|social_worker:v-2|officer:v-3"
PAIRING = {
    "pairing_ref": "p-1",
    "programme": "alliance",
    "beneficiary_ref": "b-1",
    "organisation_ref": "team-1",
    "team": TEAM,
    "proposed_on": "2018-03-02",
    "agreed_on": "2018-03-03",
    "guardian_agreed_on": "2018-03-05",
    "ended_on": "",
    "end_reason": "",
}
PEOPLE = ("v-1", "v-2", "v-3", "v-4")
SCOPES = ("projects:pair", "projects:care", "projects:export", "projects:figures", "projects:read")


def visit(reference: str, day: str, volunteer: str = "v-1", **more: str) -> dict[str, str]:
    """A row of visits.csv: an hour and a half."""
    times = {"starts_at": f"{day}T09:00:00+08:00", "ends_at": f"{day}T10:30:00+08:00"}
    of = {"visit_ref": reference, "pairing_ref": "p-1", "volunteer_ref": volunteer}
    return {**of, **times, "kind": "visit", "lesson_kind": "", **more}


VISITED = (
    visit("x-1", "2018-03-05"),
    visit("x-2", "2018-03-04"),
    visit("x-3", "2018-03-06", "v-4"),
    visit("x-4", "2018-03-06", "v-9"),
    visit("x-5", "2018-03-06", pairing_ref="p-9"),
    visit("x-6", "2018-03-07", kind="lesson", lesson_kind="tutoring"),
)
OUTCOMES = {
    "x-1": "accepted",
    "x-2": "refused:pairing_not_active",
    "x-3": "refused:not_in_pairing",
    "x-4": "held:unknown_volunteer",
    "x-5": "held:unknown_pairing",
    "x-6": "accepted",
}


FIGURES = {
    "pairing_coverage": {"youth_at_risk": {"440000": [1, 1, "1.0000"], "440100": [1, 1, "1.0000"]}},
    "visits_overdue": {},
    "lessons": {"tutoring": 1, "balance": "0.0000"},
}
"""As of a day on which the last visit was 29 days ago."""


@pytest.fixture
def service(store: Store) -> Service:
    """Projects with its handlers."""
    return Service(store)


@pytest.fixture
def client(settings: Settings, store: Store) -> FlaskClient:
    """The API, for who reaches everything."""
    return caller(settings, store, *SCOPES)


def caller(
    settings: Settings, store: Store, *scopes: str, where: Where | None = None, subject: str = "office"
) -> FlaskClient:
    """The API, for who has some scopes somewhere."""
    client = make_application(settings, store, blueprints).test_client()
    token = make_token(settings, subject, scopes, **({"where": where} if where else {}))
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client


def steps(service: Service, registry: Registry) -> list[Callable[[], Any]]:
    """All that leads to the outcomes: who is registered, verified and licensed, and the rows, these one by one."""
    store = service.store
    return [
        lambda: hear(service, *(registry.state(one, 1) for one in PEOPLE)),
        lambda: hear(service, *(registry.state(one, 2) for one in PEOPLE)),
        lambda: hear(service, licence("l-1", "v-2")),
        lambda: hear(service, ORGANISATION),
        lambda: send(store, BENEFICIARIES, WHOM),
        lambda: send(store, PAIRINGS, PAIRING),
        lambda: [send(store, VISITS, one) for one in VISITED],
    ]


def told_each_other(service: Service) -> None:
    """What projects tells itself arrives."""
    for name in (
        "beneficiary.registered.v1",
        "pairing.formed.v1",
        "pairing.visited.v1",
        "pairing.agreed.v1",
        "pairing.ended.v1",
    ):
        if events := published(service.store, name):
            hear(service, *events)


def outcomes(client: FlaskClient, kind: str = "visits", day: str = "2018-12-31") -> dict[str, str]:
    """What the export says became of rows."""
    found = [orjson.loads(one) for one in client.get(f"/v1/exports/outcomes?as_of={day}").data.splitlines()]
    return {one["reference"]: one["outcome"] for one in found if one["resource"] == kind}


def prepare(service: Service, registry: Registry, *but: int) -> None:
    """All of it in the usual order, but for some steps."""
    for number, step in enumerate(steps(service, registry)):
        if number not in but:
            step()
    told_each_other(service)


ORDERS = random.Random(6).sample(list(itertools.permutations(range(7))), 5)


@pytest.mark.parametrize("order", [tuple(reversed(range(7))), (5, 6, 4, 3, 1, 0, 2), *ORDERS])
def test_any_order_of_arrival_gives_the_same(
    service: Service, settings: Settings, client: FlaskClient, order: Sequence[int]
) -> None:
    """A team is refused until it is verified and licensed, and a visit until its pairing is there; all of it twice."""
    arriving = steps(service, Registry(settings))
    for number in (*order, *order):
        arriving[number]()
        told_each_other(service)
    assert {"p-1": "active"} == outcomes(client, "pairings")
    assert OUTCOMES == outcomes(client)
    assert {"b-1": "accepted"} == outcomes(client, "beneficiaries")
    logged = [one.data["attendance_ref"] for one in published(service.store, "attendance.logged.v1")]
    assert ["visit:x-1", "visit:x-6"] == sorted(logged)
    assert FIGURES == figures(client, "2018-04-05")
    assert {**FIGURES, "visits_overdue": {"440100": 1}} == figures(client, "2018-04-06")


def figures(client: FlaskClient, day: str) -> dict[str, Any]:
    """What is told of pairings, visits and lessons as of a day."""
    found = client.get(f"/v1/figures?as_of={day}").json
    return {name: found[name] for name in FIGURES}


@pytest.mark.parametrize(
    ("missing", "expected"),
    [(1, "refused:unverified_volunteer"), (2, "refused:licence_missing"), (3, "held:unknown_organisation")],
)
def test_a_team_waits_or_is_refused_until_all_is_known(
    service: Service, settings: Settings, client: FlaskClient, missing: int, expected: str
) -> None:
    """What is missing is named, and told; when it comes, the pairing and its visits are decided by themselves."""
    prepare(service, Registry(settings), missing)
    assert {"p-1": expected} == outcomes(client, "pairings")
    assert "held:unknown_pairing" == outcomes(client)["x-1"]
    steps(service, Registry(settings))[missing]()
    told_each_other(service)
    assert {"p-1": "active"} == outcomes(client, "pairings")
    assert OUTCOMES == outcomes(client)


def test_who_is_verified_while_a_team_is_taken_in_is_seen(
    service: Service, settings: Settings, client: FlaskClient
) -> None:
    """Of the two at one moment one sees the other: no pairing stays refused for what is no longer so."""
    registry, store = Registry(settings), service.store
    prepare(service, registry, 1, 5, 6)
    rows = [{**PAIRING, "pairing_ref": f"p-{number}", "programme": "community"} for number in range(8)]
    tasks: list[Callable[[], Any]] = [lambda row=row: send(store, PAIRINGS, row) for row in rows]  # type: ignore[misc]
    tasks[4:4] = [lambda one=one: hear(service, registry.state(one, 2)) for one in PEOPLE]  # type: ignore[misc]
    with ThreadPoolExecutor(4) as threads:
        for done in [threads.submit(task) for task in tasks]:
            done.result()
    assert dict.fromkeys((row["pairing_ref"] for row in rows), "active") == outcomes(client, "pairings")


def test_a_visit_is_a_shift_and_a_presence_in_the_city(service: Service, settings: Settings) -> None:
    """Attested by who brought it, over exactly its time; where the beneficiary lives is told no finer."""
    prepare(service, Registry(settings))
    shift = next(one for one in published(service.store, "pairing.visited.v1") if one.subject == "x-1")
    assert ("visit:x-1", "440100", 1) == tuple(shift.data[name] for name in ("shift_ref", "region_code", "capacity"))
    presence = next(one for one in published(service.store, "attendance.logged.v1") if one.subject == "visit:x-1")
    assert {
        "attendance_ref": "visit:x-1",
        "shift_ref": "visit:x-1",
        "volunteer_ref": "v-1",
        "checked_in_at": shift.data["starts_at"],
        "checked_out_at": shift.data["ends_at"],
        "method": "attested",
        "recorded_by": presence.data["recorded_by"],
        "approved_by": None,
    } == presence.data


def test_nobody_attests_an_own_visit(service: Service, settings: Settings, store: Store) -> None:
    """Who runs pairings and is of the team has somebody else bring it; under no name of the person."""
    prepare(service, Registry(settings), 6)
    for subject in ("v-1", number_of("v-1")):
        own = caller(settings, store, *SCOPES, subject=subject).post("/v1/visits", json=VISITED[0])
        assert (422, "own_word") == (own.status_code, own.json["errors"][0]["reason"])  # type: ignore[index]
    assert (
        202
        == caller(settings, store, *SCOPES, subject=number_of("v-2")).post("/v1/visits", json=VISITED[0]).status_code
    )


@pytest.mark.parametrize("side", ["agreed_on", "guardian_agreed_on"])
def test_nobody_agrees_in_the_future(client: FlaskClient, side: str) -> None:
    """A row that says so is refused, as the step is: the pairing would become active by itself."""
    refused = client.post("/v1/pairings", json={**PAIRING, side: "2099-01-01"})
    assert [(side, "lies in the future")] == [(one["field"], one["reason"]) for one in refused.json["errors"]]  # type: ignore[index]


def test_a_malformed_team_is_refused_with_all_else(client: FlaskClient) -> None:
    """Its well-formed members were taken for a team that was read, and nobody was answered."""
    row = {**PAIRING, "team": ["volunteer:v-1", "nobody"], "programme": "none"}
    refused = client.post("/v1/pairings", json=row)
    assert 422 == refused.status_code
    assert {"team", "programme"} == {one["field"] for one in refused.json["errors"]}  # type: ignore[index]


def put(client: FlaskClient, step: str, **body: str | None) -> Any:
    """Take a step of the pairing's life."""
    return client.put(f"/v1/pairings/p-1/{step}", json=body)


def test_a_pairing_becomes_active_when_all_have_agreed(
    service: Service, settings: Settings, client: FlaskClient
) -> None:
    """Both sides and the guardian, each a step; the visits that were refused before are accepted then."""
    people = steps(service, Registry(settings))
    for number in (0, 1, 2, 3, 4):
        people[number]()
    send(service.store, PAIRINGS, {**PAIRING, "agreed_on": "", "guardian_agreed_on": ""})
    told_each_other(service)
    people[6]()
    assert {"p-1": "proposed"} == outcomes(client, "pairings")
    for by, day in (("guardian", "2018-03-05"), ("team", "2018-03-03"), ("beneficiary", "2018-03-02")):
        assert "refused:pairing_not_active" == outcomes(client)["x-1"]
        answer = put(client, "agreement", by=by, agreed_on=day)
        assert 200 == answer.status_code
    assert ("active", "2018-03-03") == (answer.json["state"], answer.json["agreed_on"])
    assert OUTCOMES == outcomes(client)
    assert 3 == len(published(service.store, "pairing.agreed.v1"))


REFUSED_STEPS = (
    ("agreement", {"by": "team", "agreed_on": "2018-03-01"}, "before_proposal"),
    ("agreement", {"by": "guardian", "agreed_on": "2018-03-06"}, "visited_outside"),
    ("end", {"ended_on": "2018-03-01"}, "before_proposal"),
    ("end", {"ended_on": "2018-03-07"}, "visited_outside"),
)


def test_no_step_leaves_a_visit_outside(service: Service, settings: Settings, client: FlaskClient) -> None:
    """What was accepted was told, and hours has credited it."""
    prepare(service, Registry(settings))
    for step, body, reason in REFUSED_STEPS:
        answer = put(client, step, **body)
        assert (422, reason) == (answer.status_code, answer.json["errors"][0]["reason"])
    assert OUTCOMES == outcomes(client)


def test_an_end_is_put_right(service: Service, settings: Settings, client: FlaskClient) -> None:
    """From its day on it is over and no visit counts; taken back, the visits that were refused meanwhile do."""
    prepare(service, Registry(settings))
    assert "ended" == put(client, "end", ended_on="2018-03-08", end_reason="搬家").json["state"]
    send(service.store, VISITS, visit("x-7", "2018-03-08"))
    assert "refused:pairing_not_active" == outcomes(client)["x-7"]
    assert "active" == put(client, "end", ended_on=None).json["state"]
    assert "accepted" == outcomes(client)["x-7"]


def test_figures_follow_each_step(service: Service, settings: Settings, client: FlaskClient) -> None:
    """By city and day, and which pairing lacks a visit is told to who may export."""
    prepare(service, Registry(settings))
    put(client, "end", ended_on="2018-05-01")
    told_each_other(service)
    question = "place=440100&from=2018-01-01&to=2018-12-31"
    expected = {
        "beneficiaries_youth_at_risk": {"2018-01-01": 0, "2018-01-05": 1},
        "paired_youth_at_risk": {"2018-01-01": 0, "2018-03-05": 1, "2018-05-01": 0},
        "visits_overdue": {"2018-01-01": 0, "2018-04-06": 1, "2018-05-01": 0},
        "lessons_tutoring": {"2018-01-01": 0, "2018-03-07": 1},
    }
    for figure, days in expected.items():
        found = client.get(f"/v1/figures/{figure}/history?{question}").json["days"]
        assert days == {one["day"]: one["count"] for one in found}
    lacking = {day: client.get(f"/v1/exports/visits-overdue?as_of={day}").data for day in ("2018-04-30", "2018-05-01")}
    line = {"pairing_ref": "p-1", "of_city": "440100"}
    assert [line, b""] == [orjson.loads(lacking["2018-04-30"]), lacking["2018-05-01"]]


FACTS = {"kind": "youth_at_risk", "region_code": "440304", "household": "rural", "registered_on": "2018-01-20"}


def test_a_beneficiarys_facts_are_put_right(service: Service, settings: Settings, client: FlaskClient) -> None:
    """Pairings and visits lie where it does then, and every figure follows for all days; the version is obeyed."""
    prepare(service, Registry(settings))
    told_each_other(service)
    seen = {"If-Match": client.get("/v1/beneficiaries/b-1").headers["ETag"]}
    answers = [client.put("/v1/beneficiaries/b-1/facts", json=FACTS, headers=seen) for _ in range(2)]
    assert ([200, 412], "440300") == ([one.status_code for one in answers], answers[0].json["of_city"])
    told = published(service.store, "beneficiary.registered.v1")
    assert [(1, "440100"), (2, "440300")] == [(one.sequence, one.data["region_code"]) for one in told]
    told_each_other(service)
    question = "from=2018-01-01&to=2018-12-31"
    expected = {
        "beneficiaries_youth_at_risk": {"2018-01-01": 0, "2018-01-20": 1},
        "paired_youth_at_risk": {"2018-01-01": 0, "2018-03-05": 1},
        "visits_overdue": {"2018-01-01": 0, "2018-04-06": 1},
        "lessons_tutoring": {"2018-01-01": 0, "2018-03-07": 1},
    }
    for figure, days in expected.items():
        here, there = (
            {
                one["day"]: one["count"]
                for one in client.get(f"/v1/figures/{figure}/history?place={city}&{question}").json["days"]
            }
            for city in ("440300", "440100")
        )
        assert (days, {0}) == (here, set(there.values()))
    assert ["p-1"] == [one["pairing_ref"] for one in client.get("/v1/pairings?region=440304").json["pairings"]]
    assert 2 == len(
        [one for one in client.get("/v1/visits?region=440300").json["visits"] if one["outcome"] == "accepted"]
    )
    assert OUTCOMES == outcomes(client)


def test_a_kind_is_put_right_while_there_is_no_pairing(
    service: Service, settings: Settings, client: FlaskClient
) -> None:
    """One that was refused for it is decided again; of one that was accepted the beneficiary stays what it was."""
    prepare(service, Registry(settings))
    send(service.store, BENEFICIARIES, {**WHOM, "beneficiary_ref": "b-2"})
    send(service.store, PAIRINGS, {**PAIRING, "pairing_ref": "p-2", "beneficiary_ref": "b-2", "team": "volunteer:v-1"})
    assert "refused:role_missing" == outcomes(client, "pairings")["p-2"]
    elder = {**FACTS, "kind": "elder"}
    refused = client.put("/v1/beneficiaries/b-1/facts", json=elder)
    assert (422, "paired") == (refused.status_code, refused.json["errors"][0]["reason"])
    assert 200 == client.put("/v1/beneficiaries/b-2/facts", json=elder).status_code
    assert {"p-1": "active", "p-2": "active"} == outcomes(client, "pairings")


def test_facts_are_put_right_by_who_reaches_both_places(service: Service, settings: Settings, store: Store) -> None:
    """The region of before, and that of after; nobody else, nor who may only see."""
    prepare(service, Registry(settings))
    path, county, city, both = (
        "/v1/beneficiaries/b-1/facts",
        *(Where(frozenset(codes)) for codes in (("440103",), ("440300",), ("440103", "440300"))),
    )
    asked = [("projects:pair", county, 422), ("projects:pair", city, 404), ("projects:care", both, 403)]
    for scope, where, status in (*asked, ("projects:pair", both, 200)):
        assert status == caller(settings, store, scope, where=where).put(path, json=FACTS).status_code


def test_a_step_obeys_the_version_that_was_seen(service: Service, settings: Settings, client: FlaskClient) -> None:
    """Of two who change a pairing at one time the later is told."""
    prepare(service, Registry(settings))
    seen = {"If-Match": client.get("/v1/pairings/p-1").headers["ETag"]}
    answers = [client.put("/v1/pairings/p-1/end", json={"ended_on": "2018-04-01"}, headers=seen) for _ in range(2)]
    assert [200, 412] == [one.status_code for one in answers]


def test_whom_one_is_merged_with_belongs_to_the_pairing(
    service: Service, settings: Settings, client: FlaskClient
) -> None:
    """The person counts, whenever the merge is heard of."""
    prepare(service, Registry(settings))
    hear(service, merged("v-4", "v-1"))
    assert "accepted" == outcomes(client)["x-3"]


def test_an_erased_member_leaves_a_pairing_that_stands(
    service: Service, settings: Settings, client: FlaskClient
) -> None:
    """Under a name that leads nowhere, in the team and in visits; rows that name the person later are refused."""
    prepare(service, Registry(settings))
    hear(service, erased("v-1"), erased("v-9"))
    found = service.store.database["pairings"].find_one({"_id": "p-1"}) or {}
    assert {"v-2", "v-3"} == {one["volunteer_ref"] for one in found["team"]} & set(PEOPLE)
    assert {**OUTCOMES, "x-4": ""} == {"x-4": "", **outcomes(client)}
    assert 0 == service.store.database["visits"].count_documents({"volunteer_ref": {"$in": ["v-1", "v-9"]}})
    again = [
        send(service.store, VISITS, visit("x-8", "2018-03-09")),
        send(service.store, PAIRINGS, {**PAIRING, "pairing_ref": "p-2"}),
    ]
    assert [CLOSED, CLOSED] == [one.refusals[0].errors[0]["reason"] for one in again]


def test_what_is_finer_than_a_city_is_shown_to_who_says_why(
    service: Service, settings: Settings, client: FlaskClient
) -> None:
    """And that is kept; a list never shows it."""
    prepare(service, Registry(settings))
    put(client, "end", ended_on="2018-03-08", end_reason="搬家")
    why = {"Kapok-Purpose": "a visit to the family"}
    for path, guarded in (("beneficiaries/b-1", {"region_code", "household"}), ("pairings/p-1", {"end_reason"})):
        assert not guarded & client.get(f"/v1/{path}").json.keys()
        assert guarded <= client.get(f"/v1/{path}", headers=why).json.keys()
    listed = client.get("/v1/beneficiaries").json["beneficiaries"]
    assert [
        {"beneficiary_ref": "b-1", "kind": "youth_at_risk", "of_city": "440100", "registered_on": "2018-01-05"}
    ] == listed


def test_a_pairing_is_its_regions_and_its_organisations(service: Service, settings: Settings, store: Store) -> None:
    """Nobody else sees it, nor whom it helps, and an organisation sees no beneficiary by itself."""
    prepare(service, Registry(settings))
    county, city = (Where(frozenset({code})) for code in ("440103", "440300"))
    team = Where(organisations=frozenset({"team-1"}))
    paths = ("beneficiaries/b-1", "pairings/p-1", "visits/x-1")
    for where, expected in ((county, [200, 200, 200]), (city, [404, 404, 404]), (team, [404, 200, 200])):
        client = caller(settings, store, "projects:care", where=where)
        assert expected == [client.get(f"/v1/{path}").status_code for path in paths]
        lists = [client.get(f"/v1/{name}").json[name] for name in ("beneficiaries", "pairings", "visits")]
        assert [code == 200 for code in expected] == [bool(found) for found in lists]
    reader = caller(settings, store, "projects:read")
    assert [403, 403, 403] == [reader.get(f"/v1/{path}").status_code for path in paths]


def test_a_volunteer_sees_the_own_visits(service: Service, settings: Settings, store: Store) -> None:
    """And of nobody else's."""
    prepare(service, Registry(settings))
    client = caller(settings, store, "projects:care", subject=number_of("v-1"), where=Where(person=number_of("v-1")))
    assert ["x-1", "x-6"] == [one["visit_ref"] for one in client.get("/v1/visits").json["visits"]]
    assert [200, 404] == [client.get(f"/v1/visits/{one}").status_code for one in ("x-1", "x-3")]


def test_what_a_pairing_rests_on_and_is_no_longer_is_shown(
    service: Service, settings: Settings, client: FlaskClient
) -> None:
    """A licence that is withdrawn: the pairing stands until somebody ends it, and says why it would be refused."""
    prepare(service, Registry(settings))

    def shown() -> tuple[str, str | None]:
        found = client.get("/v1/pairings/p-1").json
        asked = client.get("/v1/pairings", query_string={"no_longer": "licence_missing"}).json["pairings"]
        assert ["p-1"] * bool(found["no_longer"]) == [one["pairing_ref"] for one in asked]
        return found["state"], found["no_longer"]

    assert ("active", None) == shown()
    hear(service, licence("l-1", "v-2", 2, verified=False))
    assert ("active", "licence_missing") == shown()
    hear(service, licence("l-1", "v-2", 3))
    assert ("active", None) == shown()
    hear(service, licence("l-1", "v-2", 4, valid_to="2018-03-01"))
    assert ("active", "licence_missing") == shown()
    hear(service, erased("v-2"))
    assert ("active", None) == shown()
