"""Rosters of several cities, side by side: asked for, waited for, and how far each is."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from cli.talking.api import Api
from shared.ids import new_id

SCOPES = ("matching:write", "matching:read")
PATH = "/matching/v1/city-rosters"
PAUSE = 0.5


def ask(api: Api) -> dict[str, Any]:
    """Have the roster of each city solved by whichever worker is free; how far the run is."""
    found: dict[str, Any] = api.post(PATH, {}, key=new_id())
    return found


def look(api: Api, run: str) -> dict[str, Any]:
    """How far a run is.

    Raises:
        ApiError: there is none of this name.
    """
    found: dict[str, Any] = api.get(f"{PATH}/{run}")
    return found


def wait(api: Api, run: dict[str, Any], tell: Callable[[int], None]) -> dict[str, Any]:
    """Look again and again until something has become of each city.

    Args:
        tell: takes how many are settled.
    """
    while not run["complete"]:
        tell(run["states"]["solved"] + run["states"]["failed"])
        time.sleep(PAUSE)
        run = look(api, run["run"])
    return run
