"""Who recorded and approved a presence is who sends it, or whom its sender may speak for."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from services.projects.api import blueprints
from shared.config import Settings
from shared.store.transaction import Store
from shared.web.application import make_application
from shared.web.auth import make_token
from tests.integration.listening import Service, hear
from tests.integration.projects.definitions import published
from tests.integration.projects.test_attendance import ROW
from tests.integration.registrations import Registry, number_of

SPEAKS = ("projects:write", "projects:speak")


@pytest.fixture
def client(settings: Settings, store: Store) -> FlaskClient:
    """The API."""
    return make_application(settings, store, blueprints).test_client()


def _send(client: FlaskClient, settings: Settings, row: dict[str, str], *scopes: str, subject: str = "Leader-1") -> Any:
    token = make_token(settings, subject, scopes or ("projects:write",))
    return client.post("/v1/attendance", json=row, headers={"Authorization": f"Bearer {token}"})


def _named(store: Store) -> list[tuple[Any, ...]]:
    told = (event.data for event in published(store, "attendance.logged.v1"))
    return [tuple(one.get(name) for name in ("recorded_by", "approved_by", "sent_by")) for one in told]


@pytest.mark.parametrize(
    ("field", "said"),
    [("recorded_by", "somebody"), ("approved_by", "somebody"), ("approved_by", "Leader-1")],
)
def test_nobody_names_others(client: FlaskClient, settings: Settings, store: Store, field: str, said: str) -> None:
    """Invented names passed the rule of four eyes; nor does who records it approve it in the same breath."""
    refused = _send(client, settings, {**ROW, "method": "backfilled", field: said})
    (wrong,) = refused.json["errors"]
    assert (422, field, "not_who_asks") == (refused.status_code, wrong["field"], wrong["reason"])
    assert [] == _named(store)
    assert 202 == _send(client, settings, ROW).status_code


@pytest.mark.parametrize("method", ["qr", "backfilled"])
@pytest.mark.parametrize("said", ["", "leader-1"])
def test_who_sends_it_recorded_it(
    client: FlaskClient, settings: Settings, store: Store, method: str, said: str
) -> None:
    """Whatever the method: who enters a presence as measured must not approve it later."""
    assert 202 == _send(client, settings, {**ROW, "method": method, "recorded_by": said}).status_code
    assert [("Leader-1", None, None)] == _named(store)


def test_nobody_attests_an_own_presence(client: FlaskClient, settings: Settings, store: Store) -> None:
    """A leader who serves, too, is attested by another one; a source that speaks for its leaders names them."""
    row = {**ROW, "method": "attested"}
    hear(Service(store), Registry(settings).state(ROW["volunteer_ref"], sequence=1))
    for subject in (ROW["volunteer_ref"], number_of(ROW["volunteer_ref"])):
        own = _send(client, settings, row, subject=subject)
        assert (422, "own_word") == (own.status_code, own.json["errors"][0]["reason"])
    assert [] == _named(store)
    assert 202 == _send(client, settings, row).status_code
    assert 202 == _send(client, settings, {**row, "attendance_ref": "a-2"}, *SPEAKS, subject="v-1").status_code


def test_a_source_speaks_for_its_people(client: FlaskClient, settings: Settings, store: Store) -> None:
    """By a scope, and it is told who did."""
    row = {**ROW, "method": "backfilled", "recorded_by": "clerk", "approved_by": "head"}
    assert 202 == _send(client, settings, row, *SPEAKS, subject="city-import").status_code
    assert [("clerk", "head", "city-import")] == _named(store)


def test_a_refused_row_is_counted_so(client: FlaskClient, settings: Settings, store: Store) -> None:
    """In a batch, beside one that is taken in; sent again by who may, it goes in."""
    other = {**ROW, "attendance_ref": "a-2", "recorded_by": "somebody"}
    rows = [{"row": number, "occurrence": 1, "values": one} for number, one in enumerate((ROW, other), 2)]
    token = make_token(settings, "Leader-1", ["projects:write"])
    receipt = client.post("/v1/attendance/batch", json={"rows": rows}, headers={"Authorization": f"Bearer {token}"})
    assert (1, ["a-2"]) == (receipt.json["accepted"], [one["reference"] for one in receipt.json["refused"]])
    assert 202 == _send(client, settings, other, *SPEAKS).status_code
