"""Attendance of several sources: each meets its own, as it calls it."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from services.hours.api import blueprints
from shared.config import Settings
from shared.store.transaction import Store
from shared.web.application import make_application
from shared.web.auth import make_token
from tests.integration.hours.test_attendance import attendance, hear, outcomes, shift, volunteer

BY_HAND = {"method": "backfilled", "recorded_by": "clerk"}


@pytest.fixture
def client(settings: Settings, store: Store) -> FlaskClient:
    """A client of hours, which has a presence of two sources under one reference; both wait for an approval."""
    events = [attendance("a-1", **BY_HAND), attendance("gz:a-1", volunteer_ref="v-1", **BY_HAND)]
    hear(store, shift(), volunteer(store, 1, verified=True), *events)
    return make_application(settings, store, blueprints).test_client()


def ask(client: FlaskClient, settings: Settings, source: str, reference: str, verdict: str = "") -> Any:
    """What a source is answered about a presence, or on its verdict."""
    token = make_token(settings, "leader", ["hours:read", "hours:approve"], source=source)
    bearer = {"Authorization": f"Bearer {token}"}
    path = f"/v1/attendance/{reference}"
    if verdict:
        return client.post(f"{path}/verdicts", json={"verdict": verdict}, headers=bearer)
    return client.get(path, headers=bearer)


@pytest.mark.parametrize(
    ("source", "reference", "shown"),
    [
        ("local", "a-1", "a-1"),
        ("local", "local:a-1", "a-1"),
        ("local", "gz:a-1", "gz:a-1"),
        ("gz", "a-1", "a-1"),
        ("gz", "gz:a-1", "a-1"),
        ("gz", "local:a-1", None),
        ("sz", "a-1", None),
        ("sz", "gz:a-1", None),
    ],
)
def test_a_source_meets_its_own_presences(
    client: FlaskClient, settings: Settings, source: str, reference: str, shown: str | None
) -> None:
    """Under its own words; another's is unknown to it, and the network's callers meet all."""
    found = ask(client, settings, source, reference)
    assert shown == found.json.get("attendance_ref")
    assert found.status_code == (200 if shown else 404)


def test_a_source_approves_its_own_presence(client: FlaskClient, settings: Settings, store: Store) -> None:
    """Never another's which has the same reference there."""
    assert ask(client, settings, "gz", "local:a-1", "approve").status_code == 404
    assert ask(client, settings, "sz", "a-1", "approve").status_code == 409
    approved = ask(client, settings, "gz", "a-1", "approve").json
    assert (approved["attendance_ref"], outcomes(store)["a-1"]) == ("a-1", "held:second_person_required")
    assert outcomes(store)["gz:a-1"] != "held:second_person_required"
