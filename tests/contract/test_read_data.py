"""Every service names what it keeps of others' events, so that it can be made again."""

from __future__ import annotations

import inspect

import pytest
from nameko.extensions import ENTRYPOINT_EXTENSIONS_ATTR

from cli.paths import ROOT
from runner.services import part
from shared.config import SERVICES
from shared.events.catalogue import contract, heard_by
from shared.store.read_data import ReadData

OWN = {
    "registry": {one.type for one in heard_by("registry") if one.source == "registry"},
    "projects": {one.type for one in heard_by("projects") if one.source == "projects"},
    "hours": {"attendance.logged.v1"},
    "incentives": {one.type for one in heard_by("incentives") if one.source == "incentives"},
    "matching": {"roster.asked.v1"},
}
"""What a service hears and makes its own record of, or heard of itself: that is not made again."""

every_service = pytest.mark.parametrize("service", SERVICES)


@every_service
def test_everything_heard_is_read_data_or_an_own_record(service: str) -> None:
    """Who adds a subscription decides which it is."""
    read_data = part(service, "read_data").read_data()
    rebuilt = {one for data in read_data for one in data.types}
    assert {one.type for one in heard_by(service)} - OWN[service] == rebuilt
    assert all(contract(one).source == service for data in read_data for one in data.tells)


@every_service
def test_a_readme_names_what_can_be_made_again(service: str) -> None:
    """In its table of collections."""
    shown = (ROOT / "services" / service / "README.md").read_text(encoding="utf-8")
    line = next(line for line in shown.splitlines() if line.startswith("`./kapok rebuild"))
    assert all(f"`{data.collection}`" in line for data in part(service, "read_data").read_data())


@every_service
def test_a_handler_needs_nothing_but_its_events(service: str) -> None:
    """A rebuild calls it in another process, on a worker that is not set up."""
    for _, method in inspect.getmembers(part(service, "worker").Worker, callable):
        heard = {getattr(one, "event_type", None) for one in getattr(method, ENTRYPOINT_EXTENSIONS_ATTR, ())}
        if heard - OWN[service] and "events" in inspect.signature(method).parameters:
            assert "self." not in inspect.getsource(method)


def test_only_what_a_service_calls_its_own_is_kept() -> None:
    """A document that holds nothing else follows from no event."""
    data = ReadData("volunteers", (), ("awaited",))
    assert data.view(None) is None
    assert data.view({"_id": "v-1", "awaited": 2}) is None
    assert data.view({"_id": "v-1", "awaited": 2, "number": "KV1"}) == {"_id": "v-1", "number": "KV1"}
    assert ReadData("credited_days", ()).view({"_id": "2018-02-14"}) == {"_id": "2018-02-14"}
