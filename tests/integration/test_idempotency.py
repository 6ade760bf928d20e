"""A key is of one caller alone, and only what was done uses it up."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from runner.services import part
from shared.config import Settings
from shared.sources import LOCAL
from shared.store.transaction import Store
from shared.web.application import make_application
from shared.web.auth import make_token
from tests.integration.conftest import MakeStore
from tests.integration.hours.test_attendance import attendance, hear, shift, volunteer
from tests.integration.rotating import USED, process
from tests.integration.test_http import SITE

SCOPES = ("projects:write", "hours:approve")
SITES = "/v1/sites"


@pytest.fixture
def store(make_store: MakeStore) -> Store:
    """The store of projects."""
    return make_store("projects")


@pytest.fixture
def client(store: Store, settings: Settings) -> FlaskClient:
    """The API of projects."""
    return client_of(store, settings)


def client_of(store: Store, settings: Settings) -> FlaskClient:
    """The API of a service."""
    return make_application(settings, store, part(store.service, "api").blueprints).test_client()


def post(client: FlaskClient, path: str, body: Any, token: str, key: str) -> Any:
    """Send a command under a key."""
    return client.post(path, json=body, headers={"Authorization": f"Bearer {token}", "Idempotency-Key": key})


@pytest.fixture
def token(settings: Settings) -> str:
    """A token of somebody."""
    return make_token(settings, "tester", SCOPES)


def test_a_key_is_of_one_caller_alone(client: FlaskClient, settings: Settings) -> None:
    """Wherever colons stand: in the source, the subject or the key."""
    callers = [
        ("a", "b:c:k", LOCAL),
        ("a:b", "c:k", LOCAL),
        ("a:b:c", "k", LOCAL),
        ("b", "c:k", "a"),
        ("b:c", "k", "a"),
    ]
    callers += [("a%3Ab", "c:k", LOCAL), ("a", "b%3Ac:k", LOCAL)]
    for number, (subject, key, source) in enumerate(callers):
        token = make_token(settings, subject, SCOPES, source=source)
        site = {**SITE, "site_ref": f"site-{number}"}
        first, again = (post(client, SITES, site, token, key) for _ in range(2))
        assert (first.status_code, first.json["accepted"]) == (202, 1)
        assert first.json == again.json


@pytest.mark.parametrize(
    ("wrong", "status"), [({"latitude": "north"}, 422), ({"region_code": "999999"}, 422), ({"site_ref": "known"}, 409)]
)
def test_a_refused_row_may_be_sent_again_mended(
    client: FlaskClient, token: str, wrong: dict[str, str], status: int
) -> None:
    """Under the same key, which its answer then has; as it was it is refused again."""
    post(client, SITES, {**SITE, "site_ref": "known", "name": "深圳北站"}, token, "before")
    for _ in range(2):
        assert post(client, SITES, {**SITE, **wrong}, token, "key").status_code == status
    mended, again = (post(client, SITES, SITE, token, "key") for _ in range(2))
    assert (mended.status_code, mended.json["accepted"]) == (202, 1)
    assert again.json == mended.json
    assert post(client, SITES, {**SITE, **wrong}, token, "key").status_code == 422


def test_a_verdict_that_came_too_early_may_be_sent_again(make_store: MakeStore, settings: Settings, token: str) -> None:
    """Under the same key, when the attendance is held."""
    store = make_store("hours")
    path, verdict = "/v1/attendance/a-1/verdicts", {"verdict": "object"}
    client = client_of(store, settings)
    assert post(client, path, verdict, token, "key").status_code == 409
    backfilled = attendance(method="backfilled", recorded_by="admin-1", approved_by="admin-2")
    hear(store, shift(), volunteer(store, 1, verified=True), backfilled)
    for _ in range(2):
        assert post(client, path, verdict, token, "key").json["outcome"] == "rejected:objection"


def test_a_key_is_the_same_requests_after_the_hash_key_changed(client: FlaskClient, store: Store, token: str) -> None:
    """Who did not get the answer before the change gets it after; another request is told apart from it as before."""
    answer = post(client, SITES, SITE, token, "k-1")
    with process(store, USED) as changed:
        other = client_of(changed, changed.settings)
        assert answer.json == post(other, SITES, SITE, token, "k-1").json
        assert 422 == post(other, SITES, {**SITE, "name": "别处"}, token, "k-1").status_code
