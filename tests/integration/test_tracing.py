"""One trace from an HTTP command to the partners' feed, recorded by real processes with a real exporter to files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest

from shared.config import Settings
from shared.store import outbox
from shared.store.client import connect, database_of
from tests import processes
from tests.processes import eventually

Span = dict[str, Any]
TRACE, CALLER = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
SERVER, PRODUCER, CONSUMER = 2, 4, 5
SERVICES = "registry,projects,hours,incentives"
SCOPES = ("registry:write", "registry:declare", "projects:write", "incentives:feed")
PLACE = {"region_code": "440600", "latitude": "23.05", "longitude": "113.03"}
SEASON: dict[str, dict[str, str]] = {
    "registry/v1/organisations": {
        "organisation_ref": "team",
        "name": "广州队",
        "kind": "service_team",
        "region_code": "440100",
    },
    "registry/v1/volunteers": {
        "volunteer_ref": "v-1",
        "name": "苏怡",
        "document_type": "resident_id",
        "document_number": "440000199001170005",
        "birth_date": "1990-01-17",
        "sex": "F",
        "phone": "19000000000",
        "party_member": "no",
        "league_member": "yes",
        "identity_status": "verified",
        "home_region_code": "440100",
        "latitude": "22.97",
        "longitude": "113.26",
    },
    "projects/v1/sites": {"site_ref": "site", "name": "佛山西站", "kind": "rail_station", **PLACE},
    "projects/v1/posts": {
        "post_ref": "post",
        "project_ref": "warm-winter",
        "site_ref": "site",
        "organisation_ref": "team",
        "title": "引导岗",
        "service": "guidance",
        "minimum_age": "14",
    },
    "projects/v1/shifts": {
        "shift_ref": "shift",
        "post_ref": "post",
        "starts_at": "2018-02-14T08:00:00+08:00",
        "ends_at": "2018-02-14T14:00:00+08:00",
        "capacity": "3",
    },
}
ATTENDANCE = {
    "attendance_ref": "a-1",
    "shift_ref": "shift",
    "volunteer_ref": "v-1",
    "checked_in_at": "2018-02-14T08:00:00+08:00",
    "checked_out_at": "2018-02-14T14:00:00+08:00",
    "method": "qr",
}


def recorded(folder: Path) -> list[Span]:
    """All spans of all files, each with the service that it is of."""
    lines = [json.loads(line) for file in folder.glob("*.jsonl") for line in file.read_text().splitlines()]
    spans = []
    for resource in (one for line in lines for one in line["resourceSpans"]):
        service = attributes(resource["resource"])["service.name"]
        spans += [{**span, "service": service} for scope in resource["scopeSpans"] for span in scope["spans"]]
    return spans


def attributes(part: dict[str, Any]) -> dict[str, Any]:
    """The attributes of a span or a resource."""
    return {one["key"]: next(iter(one["value"].values())) for one in part.get("attributes", ())}


def ancestors(span: Span, by_id: dict[str, Span]) -> list[tuple[str, str]]:
    """The service and name of a span and of all above it, up to one whose parent nobody here recorded."""
    found = [(span["service"], span["name"])]
    while span := by_id.get(span.get("parentSpanId", ""), {}):
        found.append((span["service"], span["name"]))
    return found


def feed(client: httpx.Client, limit: int = 100) -> list[dict[str, Any]]:
    """The partners' feed from its beginning."""
    events: list[dict[str, Any]] = client.get(f"incentives/v1/feeds/recognition?limit={limit}").json()
    return events


def credit_one_presence(client: httpx.Client, hours: Any) -> None:
    """A presence is recorded that nothing keeps from being credited, in the caller's trace."""
    organisations = hours.client[hours.name.replace("hours", "projects")]["organisations"]
    for path, row in SEASON.items():
        client.post(path, json=row, headers={"traceparent": "00-not-a-trace-01"}).raise_for_status()
        # A post that waited for its organisation, and its shift, would go on in the organisation's trace.
        eventually(lambda: organisations.find_one({"name": "广州队"}))
    eventually(lambda: hours["shifts"].find_one() and hours["volunteers"].find_one({"verified": True}))
    header = {"traceparent": f"00-{TRACE}-{CALLER}-01"}
    client.post("projects/v1/attendance", json=ATTENDANCE, headers=header).raise_for_status()
    eventually(lambda: feed(client))


@pytest.fixture
def run(environment: dict[str, str], settings: Settings, tmp_path: Path) -> tuple[list[Span], Sequence[Any], list[Any]]:
    """The spans of a presence's way, the events of the feed, and the first events of projects."""
    traced = {**environment, "KAPOK_TRACES_FOLDER": str(tmp_path / "traces")}
    processes.migrate(environment)
    with connect(settings) as store:
        hours, projects = (database_of(store, settings, name) for name in ("hours", "projects"))
        with (
            processes.worker(traced, SERVICES),
            processes.api(traced, settings, SERVICES, *SCOPES) as client,
        ):
            credit_one_presence(client, hours)
            events = feed(client)
        told = [event for commit in projects["outbox"].find() for event in outbox.structured_events(commit)]
    return recorded(tmp_path / "traces"), events, told


def test_one_trace_from_a_command_to_the_feed(run: tuple[list[Span], Sequence[Any], list[Any]]) -> None:
    """The feed's event names its trace; every span of it leads back to the request, across all services."""
    spans, events, told = run
    by_id = {span["spanId"]: span for span in spans}
    ours = [span for span in spans if span["traceId"] == TRACE]
    # What a partner reads continues the trace of the caller who recorded the presence.
    version, trace, parent, flags = events[0]["traceparent"].split("-")
    assert (version, trace, flags) == ("00", TRACE, "01")
    way = [
        ("incentives", "process hours.events:hours.credited.v1:incentives.hours.credited.v1"),
        ("hours", "process projects.events:attendance.logged.v1:hours.attendance.logged.v1"),
        ("projects", "POST /projects/v1/attendance"),
    ]
    assert ancestors(by_id[parent], by_id) == way
    sent = [span for span in ours if span["name"] == "send incentives.events"]
    assert [ancestors(span, by_id)[1:] for span in sent] == [way]
    assert {span["name"] for span in ours} >= {"send projects.events", "send hours.events"}
    # Nothing hangs in the air: each parent and each link is a span that was recorded, or the caller's.
    named = [span["parentSpanId"] for span in ours] + [
        link["spanId"] for span in ours for link in span.get("links", ())
    ]
    assert set(named) <= {*by_id, CALLER}
    kinds = {"POST": SERVER, "send": PRODUCER, "process": CONSUMER}
    assert {span["name"].split()[0]: span["kind"] for span in ours} == kinds
    assert all(attributes(span)["messaging.system"] == "rabbitmq" for span in ours if span["kind"] != SERVER)
    for personal in ("v-1", "440000199001170005", "19000000000", "a-1"):
        assert f'"{personal}"' not in json.dumps(spans)
    # A malformed header begins a new trace, which is whole like any other.
    shift = next(event for event in told if event["type"] == "shift.scheduled.v1")
    _, trace, parent, flags = shift["traceparent"].split("-")
    assert (len(trace), flags) == (32, "01")
    assert trace != TRACE
    assert by_id[parent]["traceId"] == trace
    assert "parentSpanId" not in by_id[parent] or not by_id[parent]["parentSpanId"]
