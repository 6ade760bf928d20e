"""What every answer tells a browser: to keep nothing, to guess nothing, and that no other site may read it."""

from __future__ import annotations

import re

import pytest
from werkzeug.test import TestResponse

from cli.project.storeless import SETTINGS, application
from shared.config import SERVICES
from shared.web.auth import make_token

TOLD = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000",
}
METHODS = ("GET", "OPTIONS", "TRACE")


@pytest.fixture(scope="module", params=SERVICES)
def answers(request: pytest.FixtureRequest) -> list[TestResponse]:
    """Of every path to nobody and to who has no scope, asked from another site; the document's is a 200."""
    token = {"Authorization": f"Bearer {make_token(SETTINGS, 'stranger', ['elsewhere:read'])}"}
    with application(request.param) as app:
        client = app.test_client()
        paths = sorted({re.sub(r"<[^>]+>", "any", rule.rule) for rule in app.url_map.iter_rules()})
        return [
            client.open(path, method=method, headers={"Origin": "https://elsewhere.example", **headers})
            for path in (*paths, "/v1/nothing")
            for headers in ({}, token)
            for method in METHODS
        ]


def test_an_answer_is_kept_by_nobody_and_taken_for_what_it_is(answers: list[TestResponse]) -> None:
    """Whatever its status."""
    told = {tuple(one.headers.get(name) for name in TOLD) for one in answers}

    assert {200, 401, 403, 404, 405} <= {one.status_code for one in answers}
    assert told == {tuple(TOLD.values())}


def test_no_other_site_may_read_an_answer(answers: list[TestResponse]) -> None:
    """None is named, not even by its own word; and no cookie is set that a browser would bring along."""
    names = {name.lower() for one in answers for name, _ in one.headers}

    assert [name for name in names if name.startswith("access-control-") or name == "set-cookie"] == []


def test_no_answer_sends_a_browser_elsewhere(answers: list[TestResponse]) -> None:
    """Not even to a tidier path: it might be asked for without TLS, with the token once more."""
    with application("hours") as app:
        doubled = app.test_client().get("/v1//policies")
    assert 404 == doubled.status_code
    assert not [one for one in answers if 300 <= one.status_code < 400]
