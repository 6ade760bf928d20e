"""Organisations over HTTP, on a real store: any order, page by page."""

from __future__ import annotations

from tests.integration.registry.calling import Caller, refusals


def test_organisations_come_in_any_order(caller: Caller) -> None:
    """A team may come before the federation above it; the same again is a replay, other contents a conflict."""
    team = {"organisation_ref": "t", "name": "队", "kind": "service_team", "region_code": "440100", "parent_ref": "f"}
    above = {**team, "organisation_ref": "f", "name": "联合会", "kind": "federation", "parent_ref": ""}
    lost = {**team, "organisation_ref": "x", "parent_ref": "x"}
    receipt = caller.batch(team, above, lost, kind="organisations")
    assert (receipt["accepted"], refusals(receipt)) == (2, [(4, "parent_ref", "own_parent")])
    assert caller.batch(team, kind="organisations")["replayed"] == 1
    assert caller.batch({**team, "name": "别队"}, kind="organisations")["conflicting"] == 1
    assert caller.send("GET", "/organisations?parent_ref=f").json["organisations"] == [team]


def test_organisations_are_read_page_by_page(caller: Caller) -> None:
    """Every one once, whatever the page's size; a cursor of nobody's is refused."""
    rows = [
        {"organisation_ref": f"o-{n}", "name": "队", "kind": "service_team", "region_code": code, "parent_ref": ""}
        for n, code in enumerate(["440100", "440300"] * 3)
    ]
    caller.batch(*rows, kind="organisations")
    seen, after = [], ""
    while after is not None:
        page = caller.send("GET", f"/organisations?limit=4&after={after}").json
        seen += [one["organisation_ref"] for one in page["organisations"]]
        after = page["next"]
    assert seen == [f"o-{n}" for n in range(6)]
    found = caller.send("GET", "/organisations?region_code=440300").json["organisations"]
    assert [one["organisation_ref"] for one in found] == ["o-1", "o-3", "o-5"]
    assert caller.send("GET", "/organisations?after=!!").status_code == 422
