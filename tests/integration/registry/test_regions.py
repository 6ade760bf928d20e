"""Regions over HTTP."""

from __future__ import annotations

from tests.integration.registry.calling import Caller


def test_the_regions_are_guangdongs(caller: Caller) -> None:
    """The province, 21 cities, 122 counties and districts."""
    found = caller.send("GET", "/regions").json
    assert len(found) == 144
    assert found[0]["name_zh"] == "广东省"
