"""A day of a partner's feed as a file has the feed's content, and a month is a page; for the partner alone."""

from __future__ import annotations

import csv
import io
from typing import Any

import orjson
import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from services.incentives.feeds.reconciling import counted
from shared import clock
from shared.config import Settings
from shared.formulas import unguarded
from shared.store.transaction import Store
from shared.web.auth import make_token
from shared.where import Where
from tests.integration.incentives import test_partner_feeds as feeds
from tests.integration.incentives.test_partner_feeds import GUANGZHOU, agree, consent, points, read, stars, tell
from tests.integration.listening import Service

client, service = feeds.client, feeds.service
WHOLE = {"stars", "before", "points", "version"}


@pytest.fixture
def told(client: FlaskClient, service: Service, store: Store) -> list[dict[str, Any]]:
    """What the partner's feed has, of all fields."""
    agree(client, "p", allowed=["stars", "before", "points", "city_code", "entries", "policy"])
    people = [f"KV{number}" for number in range(6)]
    service.hear([consent(one) for one in people])
    tell(store, *(stars(one, 1) for one in people), *(points(one, GUANGZHOU) for one in people))
    service.hear([consent("KV1", withdrawn=True)])
    return read(client)


def ask(client: FlaskClient, path: str, **query: str) -> Any:
    """Ask about the partner."""
    answer = client.get(f"/v1/partners/p/{path}", query_string=query)
    assert 200 == answer.status_code, answer.text
    return answer


def event(row: dict[str, Any]) -> dict[str, Any]:
    """The event that a row says, as the feed has it."""
    said = {name: value for name, value in row.items() if value not in ("", None)}
    data = {name: said[name] for name in said.keys() - {"id", "type", "time", "day", "sequence"}}
    for name in WHOLE & data.keys():
        data[name] = int(data[name])
    if "entries" in data:
        data["entries"] = data["entries"].split("|")
    if "policy_name" in data:
        data["policy"] = {"name": data.pop("policy_name"), "version": int(data.pop("policy_version"))}
    return {"id": said["id"], "type": said["type"], "subject": data["person"], "data": data}


def test_a_day_is_the_same_in_every_format(client: FlaskClient, told: list[dict[str, Any]]) -> None:
    """Each event a row, in the feed's order; a partner that stores the file agrees with the day's hash."""
    today = clock.today().isoformat()
    hashed = ask(client, "reconciliation", day=today).json["hash"]
    text = ask(client, f"days/{today}").data.decode("utf-8-sig")
    rows = [{name: unguarded(value) for name, value in row.items()} for row in csv.DictReader(io.StringIO(text))]
    assert [one["id"] for one in told] == [one["id"] for one in rows]
    sheet = load_workbook(io.BytesIO(ask(client, f"days/{today}", format="xlsx").data)).active
    assert sheet is not None
    head, *cells = sheet.iter_rows(values_only=True)
    table = [dict(zip(map(str, head), row, strict=True)) for row in cells]
    for some in (rows, table):
        assert hashed == counted(map(event, some))["hash"]
    lines = [orjson.loads(line) for line in ask(client, f"days/{today}", format="ndjson").data.splitlines()]
    assert [one["data"].get("stars") for one in told] == [one.get("stars") for one in lines]
    assert b"KV" not in text.encode()
    assert [] == list(csv.DictReader(io.StringIO(ask(client, "days/2018-03-01").data.decode("utf-8-sig"))))


def test_a_month_is_a_page_in_the_readers_language(client: FlaskClient, told: list[dict[str, Any]]) -> None:
    """It names the partner and counts the people; five of six at least."""
    month = f"{clock.today():%Y-%m}"
    answer = client.get(f"/v1/partners/p/months/{month}", headers={"Accept-Language": "zh"})
    assert ("text/html; charset=utf-8", "zh") == (answer.content_type, answer.headers["Content-Language"])
    (policy,) = answer.headers.getlist("Content-Security-Policy")
    assert {"style-src 'unsafe-inline'", "default-src 'none'"} < set(policy.split("; "))
    assert ["nosniff"] == answer.headers.getlist("X-Content-Type-Options")
    assert f"{month} 告知省医院的内容" in answer.text
    assert "广州市" in answer.text
    assert {one["subject"] for one in told}.isdisjoint(answer.text.split())


@pytest.mark.parametrize("path", ["days/2018-02-30", "days/2018-3-1", "days/x", "months/2018-13", "months/2018-03-01"])
def test_what_is_no_day_is_not_there(client: FlaskClient, path: str) -> None:
    """Nor what is no month."""
    assert 404 == client.get(f"/v1/partners/p/{path}").status_code


def test_another_partner_opens_none_of_it(client: FlaskClient, settings: Settings) -> None:
    """As if there were none."""
    bearer = {"Authorization": f"Bearer {make_token(settings, 'q', feeds.SCOPES, where=Where(partner='q'))}"}
    for path in ("days/2018-03-01", "months/2018-03"):
        assert 404 == client.get(f"/v1/partners/p/{path}", headers=bearer).status_code
