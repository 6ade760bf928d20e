"""Calls, works and scores on a real store: any order of arrival, who is the juror, erasure, and the ranking."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any

import orjson
import pytest
from flask.testing import FlaskClient

from services.projects.api import blueprints
from services.projects.works.kind import CALLS, SCORES, WORKS
from shared import clock
from shared.config import Settings
from shared.rules.references import CLOSED
from shared.store.transaction import Store
from shared.web.application import make_application
from shared.web.auth import make_token
from tests.integration.listening import Service, hear
from tests.integration.projects.definitions import ORGANISATION, published, send
from tests.integration.registrations import erased, merged, named, number_of

CALL = {
    "call_ref": "call-1",
    "title": "公益作品征集",
    "categories": "video|advertisement",
    "opens_at": "2018-02-01T09:00:00+08:00",
    "closes_at": "2018-03-01T09:00:00+08:00",
}
WORK = {
    "work_ref": "work-1",
    "call_ref": "call-1",
    "category": "video",
    "organisation_ref": "team-1",
    "title": "红棉花开",
    "submitted_at": "2018-02-10T09:00:00+08:00",
}
JUDGES = ("projects:judge", "projects:read", "projects:export")
SPEAKS = (*JUDGES, "projects:speak")


def score(reference: str, juror: str, points: int, minute: int = 0, **more: str) -> dict[str, str]:
    """A row of work_scores.csv."""
    by = {"score_ref": reference, "work_ref": "work-1", "juror_ref": juror, "juror_organisation_ref": "jury"}
    at = f"2018-03-02T09:{minute:02}:00+08:00"
    return {**by, "score": str(points), "conflict_declared": "no", "at": at, **more}


ROWS = (
    score("s-1", "j-1", 80),
    score("s-2", "j-1", 99, 1),
    score("s-3", "j-2", 80),
    score("s-4", "j-3", 81),
    score("s-5", "j-4", 100, juror_organisation_ref="team-1"),
    score("s-6", "j-5", 0, conflict_declared="yes"),
    score("s-7", "j-5", 77, work_ref="work-9"),
)
OUTCOMES = {
    **dict.fromkeys(("s-1", "s-3", "s-4"), "accepted"),
    "s-2": "refused:second_score",
    "s-5": "refused:conflict",
    "s-6": "refused:declared",
    "s-7": "held:unknown_work",
}


@pytest.fixture
def service(store: Store) -> Service:
    """Projects with its handlers."""
    return Service(store)


@pytest.fixture
def client(settings: Settings, store: Store) -> FlaskClient:
    """The API, for who speaks for jurors."""
    client = make_application(settings, store, blueprints).test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {make_token(settings, 'office', SPEAKS)}"
    return client


def prepare(service: Service) -> None:
    """The call is open, and the work was submitted."""
    hear(service, ORGANISATION)
    send(service.store, CALLS, CALL)
    send(service.store, WORKS, WORK)


def outcomes(client: FlaskClient, kind: str = "work_scores") -> dict[str, str]:
    """What the export says became of rows."""
    lines = client.get(f"/v1/exports/outcomes?as_of={clock.today()}").data.splitlines()
    found = [orjson.loads(line) for line in lines]
    return {one["reference"]: one["outcome"] for one in found if one["resource"] == kind}


def ranking(client: FlaskClient, day: str = "2018-12-31") -> list[tuple[int, str, int]]:
    """Rank, result and number of scores of the call's works on a day."""
    found = client.get(f"/v1/calls/call-1/ranking?as_of={day}").json["ranking"]
    return [(one["rank"], one["result"], one["scores"]) for one in found]


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_any_order_of_arrival_gives_the_same(service: Service, client: FlaskClient, order: Sequence[int]) -> None:
    """Of organisations, calls, works and scores, these one by one and backwards; and all of it twice."""
    steps: list[Callable[[], Any]] = [
        lambda: hear(service, ORGANISATION),
        lambda: send(service.store, CALLS, CALL),
        lambda: send(service.store, WORKS, WORK),
        lambda: [send(service.store, SCORES, one) for one in reversed(ROWS)],
    ]
    for number in (*order, *order):
        steps[number]()
        for name in ("call.opened.v1", "work.submitted.v1"):
            hear(service, *published(service.store, name))
    assert OUTCOMES == outcomes(client)
    assert [(1, "80.33", 3)] == ranking(client)
    assert [] == ranking(client, "2018-03-01")
    line = {"call_ref": "call-1", "rank": 1, "work_ref": "work-1", "category": "video", "result": "80.33", "scores": 3}
    assert [line] == [orjson.loads(one) for one in client.get("/v1/exports/rankings").data.splitlines()]


@pytest.mark.parametrize("order", list(itertools.permutations(ROWS[:3])))
def test_what_is_told_last_is_what_holds(service: Service, order: Sequence[dict[str, str]]) -> None:
    """Of each score the event with the latest sequence says whether it counts; who gave it is told to nobody."""
    prepare(service)
    for one in order:
        send(service.store, SCORES, one)
    told = published(service.store, "work.scored.v1")
    last = {one.subject: one.data["counts"] for one in sorted(told, key=lambda event: event.sequence or 0)}
    assert ["s-1", "s-3"] == sorted(one for one, counts in last.items() if counts)
    refused = published(service.store, "definition.refused.v1")
    assert [("s-2", "second_score")] == [(one.data["reference"], one.data["reason"]) for one in refused]
    assert "j-1" not in str([one.data for one in (*told, *refused)])


def test_a_juror_is_who_asks(service: Service, client: FlaskClient, settings: Settings) -> None:
    """By the token; another is named only by who speaks for others, who has to say who it is."""
    prepare(service)
    own = {"Authorization": f"Bearer {make_token(settings, 'j-1', JUDGES)}"}
    answers = [
        client.post("/v1/work-scores", json=score("s-1", "", 80), headers=own),
        client.post("/v1/work-scores", json=score("s-2", "j-2", 80), headers=own),
        client.post("/v1/work-scores", json=score("s-3", "j-3", 80)),
        client.post("/v1/work-scores", json=score("s-4", "", 80)),
    ]
    assert [202, 422, 202, 422] == [one.status_code for one in answers]
    assert ["not_who_asks", "must not be empty"] == [answers[one].json["errors"][0]["reason"] for one in (1, 3)]
    kept = client.get("/v1/work-scores").json["work_scores"]
    assert [("s-1", "j-1"), ("s-3", "j-3")] == [(one["score_ref"], one["juror_ref"]) for one in kept]


def test_nothing_is_judged_or_submitted_in_the_future(
    service: Service, client: FlaskClient, settings: Settings
) -> None:
    """A score of tomorrow would count from then on, and a work of then be in time for a call that is long over."""
    own = {"Authorization": f"Bearer {make_token(settings, 'office', ['projects:write'])}"}
    answers = (
        client.post("/v1/work-scores", json={**ROWS[0], "at": "2099-01-01T00:00:00+08:00"}),
        client.post("/v1/works", json={**WORK, "submitted_at": "2099-01-01T00:00:00+08:00"}, headers=own),
    )
    assert {"lies in the future"} == {one.json["errors"][0]["reason"] for one in answers}  # type: ignore[index]


@pytest.mark.parametrize("points", ["", "-1", "101", "79.5", "good"])
def test_a_score_is_a_whole_number_to_a_hundred(service: Service, client: FlaskClient, points: str) -> None:
    """Else the row is invalid."""
    refused = client.post("/v1/work-scores", json={**ROWS[0], "score": points})
    assert (422, ["score"]) == (refused.status_code, [one["field"] for one in refused.json["errors"]])


@pytest.mark.parametrize("categories", ["", "video|novel", "|"])
def test_a_call_has_categories(client: FlaskClient, settings: Settings, categories: str) -> None:
    """One at least, and none but those that there are."""
    own = {"Authorization": f"Bearer {make_token(settings, 'office', ['projects:write'])}"}
    refused = client.post("/v1/calls", json={**CALL, "categories": categories}, headers=own)
    assert (422, ["categories"]) == (refused.status_code, [one["field"] for one in refused.json["errors"]])


def test_an_erased_jurors_scores_stay_without_the_name(service: Service, client: FlaskClient) -> None:
    """What works were judged by changes no rank; which of them was the first stays, and nothing comes by the name."""
    prepare(service)
    send(service.store, SCORES, *ROWS)
    hear(service, erased("j-1"))
    assert ([(1, "80.33", 3)], OUTCOMES) == (ranking(client), outcomes(client))
    names = {one["juror_ref"] for one in service.store.database["work_scores"].find({"work_ref": "work-1"})}
    assert 5 == len(names)
    assert "j-1" not in names
    late = send(service.store, SCORES, score("s-9", "j-1", 50))
    assert [("juror_ref", CLOSED)] == [(one.field, one.reason) for one in late.refusals]


JURORS = ("gz:v-1", number_of("v-1"), number_of("v-2"), "v-2")
PERSON = (
    lambda service: hear(service, named("gz:v-1", "v-1")),
    lambda service: hear(service, named("v-2", "v-2")),
    lambda service: hear(service, merged("v-1", "v-2")),
    lambda service: send(
        service.store, SCORES, *(score(f"s-{one}", juror, 80, one) for one, juror in enumerate(JURORS))
    ),
)


@pytest.mark.parametrize("order", list(itertools.permutations(PERSON))[::5])
def test_a_juror_scores_once_under_all_names(service: Service, client: FlaskClient, order: Sequence[Any]) -> None:
    """By number, by a source's name and by a merged registration, in any order; a merge that is undone leaves two."""
    prepare(service)
    for step in order:
        step(service)
    assert "accepted" == outcomes(client)["s-0"]
    assert {"refused:second_score"} == {outcomes(client)[f"s-{one}"] for one in (1, 2, 3)}
    hear(service, merged("v-1", "v-2", until="2018-05-01", sequence=2))
    assert ["accepted", "refused:second_score"] * 2 == [outcomes(client)[f"s-{one}"] for one in range(4)]
    told = published(service.store, "work.scored.v1")
    last = {one.subject: one.data["counts"] for one in sorted(told, key=lambda event: event.sequence or 0)}
    assert ["s-0", "s-2"] == sorted(one for one, counts in last.items() if counts)


def test_a_source_names_its_jurors_as_its_tokens_do(service: Service, client: FlaskClient, settings: Settings) -> None:
    """Who scores by a source's token is whom the source names."""
    prepare(service)
    for who, juror, scopes in (("j-1", "", JUDGES), ("office", "j-1", SPEAKS)):
        token = make_token(settings, who, scopes, source="gz")
        body = score(f"s-{len(scopes)}", juror, 80, len(scopes), work_ref="local:work-1")
        sent = client.post("/v1/work-scores", json=body, headers={"Authorization": f"Bearer {token}"})
        assert 202 == sent.status_code, sent.text
    assert {"gz:s-3": "accepted", "gz:s-4": "refused:second_score"} == outcomes(client)


def test_an_erased_jurors_second_scores_stay_so(service: Service, client: FlaskClient) -> None:
    """Of the names, the number too, none is left; what is decided again finds no two jurors."""
    prepare(service)
    for step in PERSON:
        step(service)
    before = outcomes(client)
    hear(service, erased("v-1", others=["gz:v-1"]))
    hear(service, erased("v-2"))
    send(service.store, SCORES, score("s-9", "j-9", 60))
    kept = list(service.store.database["work_scores"].find({}))
    assert {"s-9": "accepted", **before} == outcomes(client)
    assert ["j-9"] == [one["juror_ref"] for one in kept if not one["juror_ref"].startswith("erased-")]
