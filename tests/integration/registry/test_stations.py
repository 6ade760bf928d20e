"""Stations on a real store: they wait for their site and their organisation, and close and reopen by steps."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from services.registry.organisations.kind import ORGANISATIONS
from services.registry.stations.kind import STATIONS
from shared.store.transaction import Store
from tests.integration.registry.bringing import arrive, bring, hear_own, outcomes, site, told
from tests.integration.registry.calling import Caller, wrong
from tests.integration.registry.people import organisation


def station(reference: str = "s", **changes: str) -> dict[str, Any]:
    """A row of stations.csv."""
    days = {"opened_on": "2018-01-01", "closed_on": ""}
    return {"station_ref": reference, "name": "驿站", "organisation_ref": "o", "kind": "station", **days, **changes}


ARRIVALS: dict[str, Callable[[Store], Any]] = {
    "station": lambda store: bring(store, STATIONS, station()),
    "site": lambda store: site(store, "s"),
    "organisation": lambda store: bring(store, ORGANISATIONS, organisation("o")),
}


@pytest.mark.parametrize("order", list(itertools.permutations(ARRIVALS)), ids="-".join)
@pytest.mark.parametrize("side_by_side", [False, True])
def test_any_order_gives_the_same_station(store: Store, order: tuple[str, ...], *, side_by_side: bool) -> None:
    """Told once, with the region of its site."""
    arrive([partial(ARRIVALS[name], store) for name in order], side_by_side=side_by_side)
    hear_own(store)
    assert {"s": "accepted"} == outcomes(store, STATIONS)
    assert [("440103", 1)] == [(one.data["region_code"], one.sequence) for one in told(store, "station.opened.v1")]


def test_what_becomes_of_a_station(store: Store) -> None:
    """The site is named first; a replay and a conflict change nothing."""
    site(store, "s")
    rows = [station("nowhere", organisation_ref="nobody"), station("s", organisation_ref="nobody")]
    bring(store, STATIONS, *rows)
    assert {"nowhere": "held:unknown_site", "s": "held:unknown_organisation"} == outcomes(store, STATIONS)
    receipt = bring(store, STATIONS, *rows, station("nowhere", kind="home"))
    assert (0, 2, 1) == (receipt.accepted, receipt.replayed, receipt.conflicting)


def test_a_station_closes_and_opens_again(caller: Caller, store: Store) -> None:
    """Under the version that was seen; each step is told with the next sequence."""
    site(store, "s")
    caller.batch(organisation("o"), kind="organisations")
    caller.batch(station(), kind="stations")
    seen = caller.send("GET", "/stations/s").headers["ETag"]
    closing = caller.send("PUT", "/stations/s/closing", {"closed_on": "2018-03-01"}, If_Match=seen)
    assert (200, "2018-03-01", "440103") == (
        closing.status_code,
        closing.json["closed_on"],
        closing.json["region_code"],
    )
    assert 412 == caller.send("PUT", "/stations/s/closing", {"closed_on": "2018-04-01"}, If_Match=seen).status_code
    opened = caller.send("PUT", "/stations/s/reopening", {"opened_on": "2018-05-01"}).json
    assert ("2018-05-01", None, [["2018-01-01", "2018-03-01"]]) == tuple(
        opened[name] for name in ("opened_on", "closed_on", "earlier")
    )
    again = caller.send("PUT", "/stations/s/reopening", {"opened_on": "2018-05-02"})
    assert [{"field": "opened_on", "reason": "not_closed"}] == wrong(again)
    changed = told(store, "station.changed.v1")
    assert [(2, "2018-03-01"), (3, None)] == [(one.sequence, one.data["closed_on"]) for one in changed]
    for query, found in (("region=440100", 1), ("region=440300", 0), ("organisation=o", 1), ("kind=home", 0)):
        assert found == len(caller.send("GET", f"/stations?{query}").json["stations"])
    for kind in ("csv", "xlsx", "ndjson"):
        whole = caller.send("GET", f"/stations?format={kind}")
        assert (200, True) == (whole.status_code, kind == "xlsx" or b"2018-05-01" in whole.data)
