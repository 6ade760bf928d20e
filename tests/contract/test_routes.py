"""Every route asks for a scope: what nobody thought of is denied."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cli import documents
from cli.project.storeless import SETTINGS, application
from services.incentives.partners.schemas import DEPARTMENTS
from shared.config import SERVICES
from shared.rules.places import PROVINCE
from shared.web import exports
from shared.web.auth import PUBLIC, make_token
from shared.web.limits import TOGETHER, By, Limit
from shared.web.problems import Problem
from shared.web.rates import FULL_SECONDS, Rates
from shared.web.references import Ours
from shared.web.scopes import DECLARE, SCOPES, SPEAK
from shared.where import NOWHERE, Where

NO_METHOD = {"HEAD", "OPTIONS"}
DOCUMENT = "/v1/openapi.json"
NO_REFERENCES = {"number", "serial", "identifier", "name", "secret", "day", "first"}
"""What paths name besides records of sources: a volunteer's number, a certificate's serial, a roster, a figure, a
calendar, a day."""
HOMES = "registry:personal"
OTHERS = {
    "projects": ["/v1/calendars/<secret>.ics"],
    "incentives": ["/v1/award-notices"],
    "hours": ["/v1/certificates/<serial>/check", "/v1/certificates/keys"],
}
"""What is public besides what the API is."""
OPEN = {
    "cycle_ref",
    *("volunteer", "by", "kept", "merged", "organisation", "organisation_ref", "parent_ref", "volunteer_ref", "after"),
    *("course_ref", "call_ref", "work_ref", "fund_ref", "project_ref", "entry_ref", "pairing_ref", "beneficiary_ref"),
    *("shift_ref", "sign_up_ref", "need_ref", "offer_ref", "allocation", "partner_ref"),
    *("nomination_ref", "subject_ref"),
}
"""What lists are asked for by reference or number, which may be any."""

every_service = pytest.mark.parametrize("service", SERVICES)


def _routes(app: Flask) -> Iterator[tuple[str, str, Any]]:
    """Method, path and view of each route that is not public."""
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        for method in sorted((rule.methods or set()) - NO_METHOD):
            if rule.endpoint not in PUBLIC:
                yield method, rule.rule, getattr(getattr(view, "view_class", None), method.lower(), view)


def _call(client: FlaskClient, method: str, path: str, token: str | None, query: str = "") -> int:
    concrete = re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"\1", path)
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    body: dict[str, Any] = {} if method in {"GET", "DELETE"} else {"json": {}}
    return client.open(concrete, method=method, headers=headers, query_string=query, **body).status_code


@every_service
def test_every_route_has_a_scope(service: str) -> None:
    """Of the service itself, `<service>:<action>`; only what tells where people live asks for the registry's."""
    with application(service) as app:
        for method, path, view in _routes(app):
            scope = getattr(view, "required_scope", None)
            assert scope is not None, f"{method} /{service}{path} asks for no scope"
            assert scope.startswith(f"{service}:") or scope == HOMES


@every_service
def test_every_route_says_how_it_is_limited(service: str) -> None:
    """By one of the known ways, and with a reason where that is nothing or everything; docs/access.md shows it."""
    with application(service) as app:
        for method, path, view in _routes(app):
            limit = getattr(view, "limit", None)
            assert isinstance(limit, Limit), f"{method} /{service}{path} says not how it is limited"
            assert bool(limit.why) == (limit.by in {By.PROVINCE, By.EVERYBODY})


@every_service
def test_every_export_says_how_its_rows_tell_whose_they_are(service: str) -> None:
    """By `exports.export`, which gives a source its own: all that is answered one object a line, but for lists."""
    streamed = {
        path
        for path, one in documents.openapi(service)["paths"].items()
        if exports.CONTENT_TYPE in one.get("get", {}).get("responses", {}).get("200", {}).get("content", {})
        and "format" not in {parameter.get("name") for parameter in one["get"]["parameters"]}
    }
    with application(service) as app:
        found = {path: view for _, path, view in _routes(app) if path in streamed or "/exports/" in path}
    assert streamed == {path for path, view in found.items() if callable(getattr(view, "whose", None))}
    assert streamed == found.keys()


@every_service
def test_nothing_but_what_is_for_everybody_is_answered_to_a_token_for_nowhere(service: str) -> None:
    """403 from every other route, before anything is looked at."""
    with application(service) as app:
        client = app.test_client()
        limited = [one for one in _routes(app) if one[2].limit.by is not By.EVERYBODY]
        scopes = [view.required_scope for *_, view in limited]
        token = make_token(SETTINGS, "stranger", scopes, where=NOWHERE)
        assert {_call(client, method, path, token) for method, path, _ in limited} <= {403}


def test_the_scopes_are_those_that_routes_ask_for() -> None:
    """No more and no less, but for those that let rows say more: `kapok token` refuses all others."""
    asked = set()
    for service in SERVICES:
        with application(service) as app:
            asked |= {view.required_scope for *_, view in _routes(app)}
    assert sorted(SCOPES) == sorted({*asked, DECLARE, SPEAK})


@every_service
def test_nothing_is_answered_without_a_token(service: str) -> None:
    """401 from every route."""
    with application(service) as app:
        client = app.test_client()
        assert {_call(client, method, path, None) for method, path, _ in _routes(app)} == {401}


@every_service
def test_nothing_is_answered_without_the_scope(service: str) -> None:
    """403 from every route, before anything is looked at."""
    token = make_token(SETTINGS, "stranger", ["elsewhere:read"])
    with application(service) as app:
        client = app.test_client()
        assert {_call(client, method, path, token) for method, path, _ in _routes(app)} == {403}


@every_service
def test_a_parameter_that_nobody_knows_is_refused(service: str) -> None:
    """422 from every route and from the document: a misspelt filter would give everything."""
    with application(service) as app:
        client = app.test_client()
        routes = list(_routes(app))
        # Some are answered to a partner alone, others to the whole province.
        everywhere = Where(frozenset({PROVINCE}), partner="tester")
        token = make_token(SETTINGS, "tester", [view.required_scope for *_, view in routes], where=everywhere)
        assert {_call(client, method, path, token, "regoin=440100") for method, path, _ in routes} == {422}
        assert _call(client, "GET", DOCUMENT, None, "version=2") == 422


@every_service
def test_a_reference_in_a_path_is_the_callers(service: str) -> None:
    """Whatever else a path names, it names as its caller does: else it would find another source's record."""
    with application(service) as app:
        plain = {
            argument
            for rule in app.url_map.iter_rules()
            for argument in rule.arguments
            if not isinstance(rule._converters[argument], Ours)
        }
    assert plain <= NO_REFERENCES, "write <ours:reference> or <own(thing):reference>: see shared/web/references.py"


@pytest.mark.parametrize(
    ("query", "language", "reason"),
    [
        ("regoin=440100", "en", "is no parameter of this request; there are on, region"),
        ("on=2018-01-01&a=1&b=2", "zh", "不是本请求的参数；有 on, region"),
        ("19000000001=1", "zh", "不是本请求的参数；有 on, region"),
    ],
)
def test_an_unknown_parameter_is_not_repeated(query: str, language: str, reason: str) -> None:
    """It may be a person's number; those that there are, are named."""
    token = make_token(SETTINGS, "tester", ["matching:read"])
    headers = {"Authorization": f"Bearer {token}", "Accept-Language": language}
    with application("matching") as app:
        body = app.test_client().get(f"/v1/policies?{query}", headers=headers).get_json()
    assert body["errors"] == [{"field": "", "reason": reason}]


def test_a_parameter_that_stands_twice_is_refused() -> None:
    """Whatever comes before the service might have looked at the other one."""
    headers = {"Authorization": f"Bearer {make_token(SETTINGS, 'tester', ['registry:read'])}"}
    with application("registry") as app:
        answer = app.test_client().get("/v1/policies?region=440100&region=440300", headers=headers)
    assert (answer.status_code, answer.get_json()["errors"]) == (
        422,
        [{"field": "region", "reason": "stands there more than once"}],
    )


@pytest.mark.parametrize(
    ("service", "query", "reason"),
    [
        ("registry", "volunteers?identity=foo", "Must be one of: asked, verified, unverified."),
        ("registry", "stations?kind=foo", "Must be one of: home, station."),
        ("registry", "suspected-duplicates?state=foo", "Must be one of: open, dismissed."),
        ("registry", "merges?outcome=foo", "must be accepted, held:<reason> or refused:<reason>"),
        ("registry", "transfers?outcome=held", "must be accepted, held:<reason> or refused:<reason>"),
        ("incentives", "partners?department=helth", f"Must be one of: {', '.join(DEPARTMENTS)}."),
    ],
)
def test_a_misspelt_word_of_a_filter_is_refused(service: str, query: str, reason: str) -> None:
    """With those that there are: an empty list would say that there is nothing."""
    scopes = ["registry:read", "registry:personal", "incentives:read"]
    headers = {"Authorization": f"Bearer {make_token(SETTINGS, 'tester', scopes)}"}
    with application(service) as app:
        answer = app.test_client().get(f"/v1/{query}", headers=headers)
    assert (answer.status_code, [one["reason"] for one in answer.get_json()["errors"]]) == (422, [reason])


@every_service
def test_filters_say_which_words_they_take(service: str) -> None:
    """All but references and numbers: a new filter names its words or its form, or is one of these."""
    for path in documents.openapi(service)["paths"].values():
        query = {
            one["name"]: one["schema"] for one in path.get("get", {}).get("parameters", ()) if one.get("in") == "query"
        }
        if {"after", "limit", "format"} <= query.keys():
            vague = {
                name for name, schema in query.items() if not schema.keys() & {"enum", "pattern", "minimum", "format"}
            }
            assert vague <= OPEN


@every_service
def test_only_the_document_is_public(service: str) -> None:
    """Who uses the API may read what it is; a calendar has an address that is a secret; the others are public."""
    with application(service) as app:
        rules = list(app.url_map.iter_rules())
        others = OTHERS.get(service, [])
        assert sorted([DOCUMENT, *others]) == sorted(rule.rule for rule in rules if rule.endpoint in PUBLIC)
        assert app.test_client().get(DOCUMENT).status_code == 200


@every_service
def test_who_asks_too_often_is_told_so_by_every_route(service: str) -> None:
    """429, in the caller's language, with the seconds to wait; another caller is answered."""
    one, other = (make_token(SETTINGS, subject, ["elsewhere:read"]) for subject in ("one", "other"))
    with application(service) as app:
        app.extensions["kapok"] = replace(app.extensions["kapok"], rates=Rates(1 / FULL_SECONDS))
        client = app.test_client()
        routes = list(_routes(app))
        assert 403 == _call(client, *routes[0][:2], one)
        assert {_call(client, method, path, one) for method, path, _ in routes} == {429}
        assert 403 == _call(client, *routes[0][:2], other)
        headers = {"Authorization": f"Bearer {one}", "Accept-Language": "zh"}
        answer = client.get("/v1/policies", headers=headers)
        assert "zh" == answer.headers["Content-Language"]
        assert 1 <= int(answer.headers["Retry-After"]) <= 10  # asking took some of them
        assert "该调用者请求过于频繁，请稍后再发" == answer.json["detail"]  # type: ignore[index]


@every_service
def test_what_came_in_clear_is_refused_and_not_redirected(service: str) -> None:
    """By every route and the document, where the deployment says so; the proxy tells how it came."""
    token = make_token(SETTINGS, "tester", ["elsewhere:read"])
    with application(service) as app:
        kapok = app.extensions["kapok"]
        app.extensions["kapok"] = replace(kapok, settings=replace(SETTINGS, https_only=True))
        client = app.test_client()

        def asked(path: str, by: str) -> tuple[int, bool]:
            headers = {"Authorization": f"Bearer {token}", "X-Forwarded-Proto": by}
            answer = client.get(path, headers=headers)
            return answer.status_code, b"https" in answer.data

        paths = {path for method, path, _ in _routes(app) if method == "GET" and "<" not in path} | {DOCUMENT}
        assert {(403, True)} == {asked(path, "http") for path in paths}
        assert (403, False) == asked("/v1/policies", "https")
        assert (200, False) == asked(DOCUMENT, "https")


def test_who_acts_elsewhere_is_challenged_as_documented() -> None:
    """Each 403 of a route says what the token lacks, as the documents promise."""
    with pytest.raises(Problem) as refused:
        TOGETHER.check(NOWHERE)
    assert 'error="insufficient_scope"' in refused.value.headers["WWW-Authenticate"]
