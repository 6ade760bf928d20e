"""What every answer tells a browser: to keep nothing, to guess nothing, and that no other site may read it."""

from __future__ import annotations

import re

import pytest
from werkzeug.test import TestResponse

from cli.project.storeless import SETTINGS, application
from shared.config import SERVICES
from shared.web.auth import make_token

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
    told = {(one.headers.get("Cache-Control"), one.headers.get("X-Content-Type-Options")) for one in answers}

    assert {200, 401, 403, 404, 405} <= {one.status_code for one in answers}
    assert told == {("no-store", "nosniff")}


def test_no_other_site_may_read_an_answer(answers: list[TestResponse]) -> None:
    """None is named, not even by its own word; and no cookie is set that a browser would bring along."""
    names = {name.lower() for one in answers for name, _ in one.headers}

    assert [name for name in names if name.startswith("access-control-") or name == "set-cookie"] == []
