"""What every service's HTTP promises, over real HTTP: default deny, problem details, one effect."""

from __future__ import annotations

import datetime as dt
import gzip
import os
from collections.abc import Iterator
from typing import Any
from unittest import mock

import httpx
import pytest

from cli.stack.stack import Stack
from cli.systems import keys
from shared.config import Settings, load_settings
from shared.store import outbox
from shared.store.client import connect, database_of
from shared.web.application import LARGEST_BODY
from shared.web.auth import make_token
from tests import processes
from tests.databases import Databases

NAME = "http"
SITE = {
    "site_ref": "site-1",
    "name": "广州南站",
    "kind": "rail_station",
    "region_code": "440100",
    "latitude": 22.99,
    "longitude": 113.27,
}
ATTENDANCE = {
    "attendance_ref": "a-1",
    "shift_ref": "shift-1",
    "volunteer_ref": "v-1",
    "checked_in_at": "2018-02-14T08:00:00+08:00",
    "checked_out_at": "2018-02-14T12:00:00+08:00",
    "method": "qr",
}


@pytest.fixture(scope="module")
def place(stack: Stack) -> Iterator[dict[str, str]]:
    """The variables of the one api that all tests of this file ask, one after the other."""
    stack.management.make_vhost(NAME, keys.BROKER_USER)
    variables = stack.home.environment(prefix=f"{NAME}_", vhost=NAME)
    processes.migrate(variables)
    yield variables
    stack.management.remove_vhost(NAME)


@pytest.fixture(scope="module")
def settings(place: dict[str, str]) -> Settings:
    """The same, parsed."""
    with mock.patch.dict(os.environ, place):
        return load_settings()


@pytest.fixture(scope="module")
def stored(settings: Settings, databases: Databases) -> Iterator[Any]:
    """What projects has stored."""
    with connect(settings) as connection:
        database = database_of(connection, settings, "projects")
        databases.note(database)
        yield database
    databases.give_up(f"{NAME}_")


@pytest.fixture(scope="module")
def api(place: dict[str, str], settings: Settings, stored: Any) -> Iterator[httpx.Client]:
    """A client that may write and export projects."""
    with processes.api(place, settings, "projects", "projects:write", "projects:export") as ready:
        yield ready


@pytest.fixture
def client(api: httpx.Client, databases: Databases) -> Iterator[httpx.Client]:
    """The same, with nothing stored."""
    yield api
    databases.empty(f"{NAME}_")


def problem(response: httpx.Response, status: int) -> dict[str, Any]:
    """The problem details of a refusal."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    return body


def test_access(client: httpx.Client, settings: Settings) -> None:
    """No token, a bad one, an old one, another's: 401; a token without the scope: 403; only the document is public."""
    address = "/projects/v1/sites"
    bare = httpx.Client(base_url=client.base_url)
    answer = bare.post(address, json=SITE)
    assert "bearer token" in problem(answer, 401)["detail"]
    assert answer.headers["www-authenticate"].startswith("Bearer")
    old = make_token(settings, "test", ["projects:write"], lifetime=dt.timedelta(seconds=-1))
    for token in ("nonsense", old, make_token(settings, "t", ["projects:write"])[:-3]):
        problem(bare.post(address, json=SITE, headers={"Authorization": f"Bearer {token}"}), 401)
    other = make_token(settings, "test", ["projects:read", "hours:write"])
    refused = problem(bare.post(address, json=SITE, headers={"Authorization": f"Bearer {other}"}), 403)
    assert "projects:write" in refused["detail"]
    document = bare.get("/projects/v1/openapi.json")
    assert document.json()["openapi"].startswith("3.1")


def test_malformed_requests(client: httpx.Client, stored: Any) -> None:
    """Each gets its status and a reason, and nothing of it is stored."""
    address = "/projects/v1/sites"
    problem(client.post(address, content=b"{not json", headers={"Content-Type": "application/json"}), 400)
    for hopeless in (b'{"name": "\\ud800"}', b"[" * 100_000, b'{"a":' * 50_000, b'{"a": ' + b"9" * 6_000 + b"}"):
        problem(client.post(address, content=hopeless, headers=_json()), 400)
    problem(client.post(f"{address}/batch", json={"rows": [{"row": 10**30, "values": SITE}]}), 422)
    problem(client.post(address, json={**SITE, "name": 10**30}), 422)
    problem(client.post(address, content=b'{"name":' + b"[" * 300 + b"]" * 300 + b"}", headers=_json()), 422)
    problem(client.post(address, content=b"site_ref=1", headers={"Content-Type": "text/plain"}), 415)
    problem(client.post(address, json=[SITE]), 422)
    problem(client.get("/projects/v1/nothing"), 404)
    problem(client.put(address, json=SITE), 405)
    problem(client.post(f"{address}/batch", json={"rows": [], "more": 1}), 422)
    problem(client.post(f"{address}/batch", json={"rows": [{"row": "2", "values": {}}]}), 422)
    problem(client.post(f"{address}/batch", json={"rows": [{"row": 2, "values": SITE}] * 1001}), 422)
    compressed = gzip.compress(b"{}")
    problem(client.post(address, content=compressed, headers={**_json(), "Content-Encoding": "gzip"}), 400)
    problem(client.post(address, content=b'{"x": "' + b"x" * 3_000_000 + b'"}', headers=_json()), 413)
    assert stored["sites"].count_documents({}) == 0
    assert stored["outbox"].count_documents({}) == 0


def test_who_sends_much_hears_the_refusal(client: httpx.Client) -> None:
    """The answer does not wait for what is sent, and is not cut off by it, as often as it is tried."""
    anybody = httpx.Client(base_url=client.base_url)
    with anybody:
        answers = [anybody.post("/projects/v1/sites", content=b" " * LARGEST_BODY) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [401] * 5


def _json() -> dict[str, str]:
    return {"Content-Type": "application/json"}


SITE_FIELDS = "is no field; there are fence_metres, kind, latitude, longitude, name, region_code, site_ref"
WRONG: list[tuple[dict[str, Any], str]] = [
    ({"latitude": "north"}, "Not a valid number."),
    ({"latitude": 91}, "greater than or equal to -90"),
    ({"name": None}, "may not be null"),
    ({"region_code": "999999"}, "144 region codes"),
    ({"site_ref": "with space"}, "must be 1 to 80 letters"),
    ({"site_ref": "440000199001170005"}, "form of an identity number"),
    ({"site_ref": "113.06391"}, "or a coordinate"),
    ({"kind": 7}, "Not a valid string."),
]


def test_a_wrong_field_is_named(client: httpx.Client) -> None:
    """With the reason, whether it comes as a body or as a row of a batch, whose good rows go in."""
    for number, (change, reason) in enumerate(WRONG):
        (field,) = change
        body = problem(client.post("/projects/v1/sites", json={**SITE, **change}), 422)
        assert body["errors"][0]["field"] == field
        assert reason in body["errors"][0]["reason"]
        good = {**SITE, "site_ref": f"good-{number}"}
        rows = [{"row": 5, "values": {**SITE, **change}}, {"row": 6, "values": good}]
        receipt = client.post("/projects/v1/sites/batch", json={"rows": rows}).json()
        assert receipt["accepted"] == 1
        (refused,) = receipt["refused"]
        assert (refused["row"], refused["field"]) == (5, field)


@pytest.mark.parametrize("strange", ["440000195901150001", "Zhang Wei", "x" * 900_000])
def test_a_name_that_is_no_column_is_kept_nowhere(client: httpx.Client, stored: Any, strange: str) -> None:
    """As a body's, a row's, a frame's or a parameter's; nor the key of a request with a person's number in it."""
    rows = {"rows": [{"row": 2, "values": {**SITE, strange: "1"}}, {"row": 3, "values": SITE, strange: 1}]}
    answers = [
        client.post("/projects/v1/sites", json={**SITE, strange: "1"}),
        client.post("/projects/v1/sites/batch", json={"rows": rows["rows"][:1], strange: 1}),
        client.post("/projects/v1/sites/batch", json=rows),
        client.post("/projects/v1/sites/batch", json={"rows": rows["rows"][:1]}),
        client.get("/projects/v1/exports/refusals", params={strange[:1000]: ""}),
        client.post("/projects/v1/sites", json=SITE, headers={"Idempotency-Key": "ID440000195901150001"}),
        client.get("/projects/v1/exports/refusals"),
    ]
    assert [one.status_code for one in answers] == [422, 422, 422, 200, 422, 400, 200]
    kept = [str(list(stored[name].find())) for name in stored.list_collection_names()]
    assert any("is no field" in one for one in kept)
    for text in (*(one.text for one in answers), *kept):
        assert strange[:1000] not in text
        assert "440000195901150001" not in text


def test_a_name_that_is_no_column_is_not_repeated(client: httpx.Client) -> None:
    """Values of a shifted row may stand where the fields' names should."""
    answer = client.post("/projects/v1/sites", json={**SITE, "陈木棉": "19000000001"})
    assert problem(answer, 422)["errors"] == [{"field": "", "reason": SITE_FIELDS}]
    assert "陈木棉" not in answer.text


def test_refusals_are_told_in_chinese_to_whom_asks_for_it(client: httpx.Client) -> None:
    """Problems, receipts and exports; a repeated request is answered in the language of the repetition."""
    chinese = {"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8"}
    wrong = {**SITE, "site_ref": "zh-1", "latitude": "north", "region_code": "999999"}
    body = problem(client.post("/projects/v1/sites", json=wrong, headers=chinese), 422)
    assert (body["title"], body["errors"][1]["reason"]) == ("内容有误", "不是数字。")
    assert body["errors"][0]["reason"].startswith("不是广东省 144 个行政区划代码之一")
    key = {"Idempotency-Key": "chinese-and-english"}
    rows = {
        "rows": [{"row": 2, "values": {**wrong, "kind": "火车站"}}, {"row": 3, "values": {**SITE, "kind": "火车站"}}]
    }
    told = client.post("/projects/v1/sites/batch", json=rows, headers=chinese | key).json()
    again = client.post("/projects/v1/sites/batch", json=rows, headers=key).json()
    assert [one["reason"] for one in told["refused"][0]["errors"]] == [one["reason"] for one in body["errors"]]
    assert [one["reason"] for one in again["refused"][0]["errors"]][1] == "Not a valid number."
    assert again["understood"] == [{"field": "kind", "meaning": "火车站 = rail_station", "count": 1}]
    exported = client.get("/projects/v1/exports/refusals", headers=chinese).text
    assert "不是数字。" in exported
    nowhere = client.get("/nowhere/v1", headers=chinese)
    assert nowhere.headers["content-language"] == "zh"
    assert problem(nowhere, 404)["title"] == "未找到"


def test_an_attendance_over_http(client: httpx.Client, stored: Any) -> None:
    """Accepted once; again it is a replay; with other contents a conflict, and the first stays."""
    address = "/projects/v1/attendance"
    first = client.post(address, json=ATTENDANCE)
    assert (first.status_code, first.json()["accepted"]) == (202, 1)
    assert client.post(address, json=ATTENDANCE).json() == {
        "accepted": 0,
        "replayed": 1,
        "conflicting": 0,
        "refused": [],
    }
    assert "first stays" in problem(client.post(address, json={**ATTENDANCE, "method": "gps"}), 409)["detail"]
    assert stored["attendance"].find_one({"_id": "a-1"}).keys() == {"_id", "digest", "line"}
    (commit,) = stored["outbox"].find()
    (event,) = outbox.structured_events(commit)
    assert (event["type"], event["data"]["method"]) == ("attendance.logged.v1", "qr")
    assert event["traceparent"].startswith("00-")


@pytest.mark.parametrize(
    ("moment", "reason"),
    [("0001-01-01T00:00:00+08:00", "does not lie between"), ("2099-01-01T00:00:00+08:00", "lies in the future")],
)
def test_a_presence_lies_within_sense(client: httpx.Client, moment: str, reason: str) -> None:
    """The empty time of some systems, and a time to come, are refused where they come in."""
    body = problem(client.post("/projects/v1/attendance", json={**ATTENDANCE, "checked_in_at": moment}), 422)
    assert reason in body["errors"][0]["reason"]


def test_a_malformed_reference_is_not_repeated(client: httpx.Client) -> None:
    """A shifted row may have anything in its place, a person's data too."""
    row = {**ATTENDANCE, "attendance_ref": "v-1,陈大文,440000199001170005"}
    body = client.post("/projects/v1/attendance/batch", json={"rows": [{"row": 2, "values": row}]})
    assert "440000199001170005" not in body.text
    assert "440000199001170005" not in client.get("/projects/v1/exports/refusals").text


def test_a_csv_row_and_a_body_are_the_same_thing(client: httpx.Client) -> None:
    """Texts and values, missing and empty, another offset: the same contents, so a replay."""
    client.post("/projects/v1/attendance", json=ATTENDANCE)
    row = {**ATTENDANCE, "checked_in_at": "2018-02-14T08:00:00.000+08:00", "recorded_by": "", "approved_by": ""}
    receipt = client.post("/projects/v1/attendance/batch", json={"rows": [{"row": 2, "values": row}]}).json()
    assert (receipt["replayed"], receipt["conflicting"]) == (1, 0)


def test_what_a_sender_calls_a_copy_is_one_by_its_contents(client: httpx.Client, stored: Any) -> None:
    """The same line twice is a replay; other contents are a conflict, kept for review once, whatever their number."""
    other = {**ATTENDANCE, "method": "gps"}
    rows = [(2, 1, ATTENDANCE), (3, 2, ATTENDANCE), (4, 2, other)]
    body = {"rows": [{"row": row, "occurrence": which, "values": values} for row, which, values in rows]}
    receipt = client.post("/projects/v1/attendance/batch", json=body).json()
    counted = [receipt[name] for name in ("accepted", "replayed", "conflicting")]
    assert ([1, 1, 1], [4]) == (counted, [one["row"] for one in receipt["refused"]])
    first = {"rows": [{"row": 2, "values": other}, {"row": 3, "occurrence": 2, "values": other}]}
    receipt = client.post("/projects/v1/attendance/batch", json=first).json()
    assert [0, 1, 1] == [receipt[name] for name in ("accepted", "replayed", "conflicting")]
    kept = sorted((one["kind"], (one["values"] or {}).get("method")) for one in stored["refusals"].find())
    assert [("conflicting", "gps"), ("replayed", None), ("replayed", None)] == kept


def test_an_idempotency_key_gives_the_same_answer(client: httpx.Client, stored: Any) -> None:
    """Whoever did not get the answer sends the request again; another request under the key is refused."""
    headers = {"Idempotency-Key": "key-1"}
    first = client.post("/projects/v1/attendance", json=ATTENDANCE, headers=headers)
    again = client.post("/projects/v1/attendance", json=ATTENDANCE, headers=headers)
    assert first.json() == again.json()
    assert again.json()["accepted"] == 1
    problem(client.post("/projects/v1/attendance", json={**ATTENDANCE, "method": "gps"}, headers=headers), 422)
    problem(client.post("/projects/v1/attendance", json=ATTENDANCE, headers={"Idempotency-Key": "k" * 300}), 400)
    assert stored["attendance"].count_documents({}) == 1


def test_refusals_can_be_exported(client: httpx.Client) -> None:
    """Each once, however often its line came, with row, field and reason."""
    wrong = {**ATTENDANCE, "checked_in_at": "02/30/2018 9am"}
    rows = [{"row": 2, "values": wrong}, {"row": 9, "occurrence": 2, "values": wrong}]
    for _ in range(2):
        client.post("/projects/v1/attendance/batch", json={"rows": rows})
    lines = client.get("/projects/v1/exports/refusals").text.splitlines()
    assert len(lines) == 2
    assert '"checked_in_at"' in lines[0]


def test_probes_and_metrics_have_their_own_port(environment: dict[str, str]) -> None:
    """Live, ready, and figures in Prometheus form; without a token, since the port is not public."""
    processes.migrate(environment)
    with processes.worker(environment, "projects") as running, httpx.Client(base_url=running.ops_address) as ops:
        assert ops.get("/livez").status_code == 200
        assert processes.eventually(lambda: ops.get("/readyz").status_code == 200)
        assert "kapok_relay_blocked" in ops.get("/metrics").text
        assert ops.get("/elsewhere").status_code == 404
