"""What paths name: a record as its caller calls it, and perhaps by mistake a person's number, which nobody repeats."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from runner.services import part
from shared.config import SERVICES, Settings
from shared.rules.places import PROVINCE
from shared.web.application import make_application
from shared.web.auth import make_token
from shared.where import Where
from tests.integration.conftest import MakeStore

IDENTITY_NUMBER = "11010519491231002X"
BODIES: dict[str, dict[str, Any]] = {"verdicts": {"verdict": "approve"}, "dismissal": {}}


@pytest.fixture(params=SERVICES)
def asked(request: pytest.FixtureRequest, make_store: MakeStore, settings: Settings) -> list[Any]:
    """What a service without a record answers to every path that names something, asked with an identity number."""
    app = make_application(settings, make_store(request.param), part(request.param, "api").blueprints)
    rules = [rule for rule in app.url_map.iter_rules() if rule.arguments]
    views = [app.view_functions[rule.endpoint].view_class for rule in rules]  # type: ignore[attr-defined]
    methods = [(rule, view, method) for rule, view in zip(rules, views, strict=True) for method in view.methods]
    # What lies behind a secret address asks for no token.
    asking = (getattr(view, method.lower()) for _, view, method in methods)
    scopes = {one.required_scope for one in asking if hasattr(one, "required_scope")}
    client = app.test_client()
    # Some are answered to a partner alone, others to the whole province.
    everywhere = Where(frozenset({PROVINCE}), partner="tester")
    token = make_token(settings, "tester", sorted(scopes), where=everywhere)
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return [answer(client, method, rule.rule) for rule, _, method in methods]


def answer(client: FlaskClient, method: str, rule: str) -> Any:
    """The answer to a route."""
    path = re.sub(r"<[^<>]+>", IDENTITY_NUMBER, rule)
    body = {} if method in {"GET", "DELETE"} else {"json": BODIES.get(rule.rpartition("/")[2], {})}
    return client.open(path, method=method, **body)  # type: ignore[arg-type]


def test_an_answer_repeats_nothing_of_its_path(asked: list[Any]) -> None:
    """Somebody types a person's number where a reference belongs: no answer carries it on into logs."""
    assert asked
    refused = [one for one in asked if one.status_code != 200]
    assert {one.status_code for one in refused} <= {404, 409, 422}
    assert [] == [one.text for one in refused if IDENTITY_NUMBER in one.text or IDENTITY_NUMBER in str(one.headers)]
