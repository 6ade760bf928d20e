"""Partners over HTTP, on a real store: taken in, shown, and told of."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from services.incentives.api import blueprints
from shared.config import Settings
from shared.store import outbox
from shared.store.transaction import Store
from shared.web.application import make_application
from shared.web.auth import make_token

SCOPES = ["incentives:read", "incentives:write", "incentives:export"]


@pytest.fixture
def client(settings: Settings, store: Store) -> FlaskClient:
    """A client of the service's HTTP application, with all that these tests may do."""
    client = make_application(settings, store, blueprints).test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {make_token(settings, 'tester', SCOPES)}"
    return client


def row(reference: str = "p-1", **changes: str) -> dict[str, str]:
    """A row of partners.csv."""
    return {"partner_ref": reference, "name": "省医院", "department": "health", **changes}


def batch(client: FlaskClient, *rows: dict[str, str]) -> Any:
    """Send rows as a file's; the receipt."""
    lines = [{"row": number, "values": values} for number, values in enumerate(rows, 2)]
    return client.post("/v1/partners/batch", json={"rows": lines}).json


def test_a_partner_is_told_of_once(client: FlaskClient, store: Store) -> None:
    """The same again is a replay, other contents a conflict."""
    assert batch(client, row())["accepted"] == 1
    receipt = batch(client, row(), row(name="市医院"))
    assert (receipt["replayed"], receipt["conflicting"]) == (1, 1)
    told = [event for commit in store.database["outbox"].find() for event in outbox.events_of(commit)]
    assert [(one.type, one.subject, one.data) for one in told] == [("partner.registered.v1", "p-1", row())]


def test_a_partner_has_a_name_and_a_department_of_the_list(client: FlaskClient) -> None:
    """Each wrong field is named, and the export says so again."""
    receipt = batch(client, row(name="", department="unheard-of"))
    assert [error["field"] for error in receipt["refused"][0]["errors"]] == ["name", "department"]
    assert '"partners"' in client.get("/v1/exports/refusals").text


def test_partners_are_listed_and_shown(client: FlaskClient) -> None:
    """By department, and one by its reference."""
    batch(client, row(), row("p-2", department="finance"))
    assert client.get("/v1/partners?department=finance").get_json()["partners"] == [row("p-2", department="finance")]
    one = client.get("/v1/partners/p-1")
    assert (one.json, "ETag" in one.headers) == (row(), True)
    assert client.get("/v1/partners/p-9").status_code == 404
