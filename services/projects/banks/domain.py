"""The bank of places: shifts ahead that take volunteers, found by where and when they are. Pure."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from typing import Any

from services.projects.publication.domain import PUBLISHED
from services.projects.shifts.domain import has_begun
from shared.clock import china_day, from_text, to_text
from shared.rules.distances import great_circle_metres

CELLS_IN_DEGREE = 10
"""A cell is a tenth of a degree wide and high: about 11 km."""
BANDS = (1, 2, 5, 10, 20, 30)
"""Kilometres: how far a place is, is told by the least of these within which it is."""
FARTHEST = BANDS[-1]
LONGEST = 31
"""Days of one search."""
METRES_IN_DEGREE = 111_195
OF_POST = ("post_ref", "title", "service", "skill_required", "minimum_age", "organisation_ref")
OF_CREDENTIALS = ("licence_required", "qualification_required")
OF_PROJECT = ("programme", "target_group", "risk")

Facts = Mapping[str, Any]


def is_open(shift: Facts, project: Facts | None, now: dt.datetime) -> bool:
    """Whether a shift takes volunteers: it is published and ahead, and its project, if known, is published."""
    published = shift.get("state") == PUBLISHED and (project is None or project.get("state") == PUBLISHED)
    return published and not has_begun(shift, now)


def place(shift: Facts, post: Facts, site: Facts, project: Facts | None) -> dict[str, Any]:
    """What the bank keeps of a shift, with what its post, its site and its project say."""
    start, end = from_text(shift["starts_at"]), from_text(shift["ends_at"])
    return {
        "shift_ref": shift["shift_ref"],
        **{name: post[name] for name in OF_POST},
        **{name: post.get(name) for name in OF_CREDENTIALS},
        **{name: project[name] if project else None for name in OF_PROJECT},
        "project_ref": post["project_ref"],
        "site_ref": site["site_ref"],
        "site": site["name"],
        **{name: site[name] for name in ("region_code", "latitude", "longitude")},
        **{name: shift[name] for name in ("of_region", "of_city", "of_organisation", "capacity")},
        "cell": cell(site["latitude"], site["longitude"]),
        "starts_on": china_day(start).isoformat(),
        "starts_at": to_text(start),
        "ends_at": to_text(end),
    }


def cell(latitude: float, longitude: float) -> str:
    """The cell in which a point lies."""
    return _name(*(math.floor(degrees * CELLS_IN_DEGREE) for degrees in (latitude, longitude)))


def cells_around(latitude: float, longitude: float, kilometres: int) -> list[str]:
    """The cells in which whatever is so near to a point lies; a few more at the corners."""
    up = kilometres * 1_000 / METRES_IN_DEGREE
    across = up / max(math.cos(math.radians(min(abs(latitude) + up, 89))), 0.02)
    rows, columns = (_cells(at, by) for at, by in ((latitude, up), (longitude, across)))
    return [_name(row, column) for row in rows for column in columns]


def band(place: Facts, latitude: float, longitude: float) -> int | None:
    """Within how many kilometres of a point a place is, by bands; None for farther than the last one."""
    metres = great_circle_metres(latitude, longitude, place["latitude"], place["longitude"])
    return next((one for one in BANDS if metres <= one * 1_000), None)


def _cells(middle: float, by: float) -> range:
    return range(math.floor((middle - by) * CELLS_IN_DEGREE), math.floor((middle + by) * CELLS_IN_DEGREE) + 1)


def _name(row: int, column: int) -> str:
    return f"{row}:{column}"
