"""The roster of everything that was imported."""

from __future__ import annotations

from typing import Any

from cli.talking.api import Api

SCOPES = ("matching:write",)
WRITTEN = ("assignments", "filled", "places", "covered_shifts", "shifts", "total_cost")


def solve(api: Api) -> dict[str, Any]:
    """Solve the roster of all shifts, and have its places proposed; asked again, the same data give the same one."""
    answer: dict[str, Any] = api.post("/matching/v1/rosters", {})
    return answer


def to_json(roster: dict[str, Any]) -> dict[str, Any]:
    """The machine-readable form."""
    return {name: roster[name] for name in WRITTEN}
