"""Award cycles over HTTP, on a real store: a row is one category of a cycle, told of with its days."""

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
DAYS = {"review_to": "2018-09-09", "notice_from": "2018-09-10", "notice_to": "2018-09-16"}


@pytest.fixture
def client(settings: Settings, store: Store) -> FlaskClient:
    """A client of the service's HTTP application, with all that these tests may do."""
    client = make_application(settings, store, blueprints).test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {make_token(settings, 'tester', SCOPES)}"
    return client


def row(category: str = "project", **changes: str) -> dict[str, str]:
    """A row of award_cycles.csv."""
    period = {"cycle_ref": "c-1", "category": category, "period_from": "2018-01-01", "period_to": "2018-06-30"}
    days = {"nominations_from": "2018-07-10", "nominations_to": "2018-08-10", "notice_days": "7", "quota": "3"}
    least = {"min_minutes": "", "min_minutes_in_period": "14559", "min_volunteers": "38", "min_measured_share": ""}
    return {**period, **days, **least, **changes}


def batch(client: FlaskClient, *rows: dict[str, str]) -> Any:
    """Send rows as a file's; the receipt."""
    lines = [{"row": number, "values": values} for number, values in enumerate(rows, 2)]
    return client.post("/v1/award-cycles/batch", json={"rows": lines}).json


def test_cycle_and_category_are_the_reference(client: FlaskClient, store: Store) -> None:
    """Each category of a cycle is a row of its own; the same again is a replay, other contents a conflict."""
    assert batch(client, row(), row("community"))["accepted"] == 2
    receipt = batch(client, row(), row(quota="4"))
    assert (receipt["replayed"], receipt["conflicting"]) == (1, 1)
    told = [event for commit in store.database["outbox"].find() for event in outbox.events_of(commit)]
    assert [("award.announced.v1", "c-1", one) for one in ("community", "project")] == sorted(
        (event.type, event.data["cycle_ref"], event.data["category"]) for event in told
    )
    assert all(event.data.items() >= DAYS.items() for event in told)


def test_a_cycle_shows_its_days_of_review_and_notice(client: FlaskClient) -> None:
    """Review takes the 30 days after the nominations, the public notice those after it."""
    batch(client, row(), row("community"), row(cycle_ref="c-2"))
    found = client.get("/v1/award-cycles?cycle_ref=c-1&category=project").json["award_cycles"]
    assert [("c-1", "project", 14559, None)] == [
        (one["cycle_ref"], one["category"], one["min_minutes_in_period"], one["min_minutes"]) for one in found
    ]
    assert found[0].items() >= DAYS.items()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("category", "unheard-of"),
        ("period_to", "2017-12-31"),
        ("nominations_to", "2018-07-09"),
        ("quota", ""),
        ("min_volunteers", "many"),
        ("min_measured_share", "101"),
    ],
)
def test_a_wrong_field_is_named(client: FlaskClient, field: str, value: str) -> None:
    """And the rest is taken."""
    receipt = batch(client, row(**{field: value}), row("organisation"))
    assert (receipt["accepted"], [field]) == (1, [one["field"] for one in receipt["refused"]])
