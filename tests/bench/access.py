"""What the check of where a caller may act costs the intake: the same rows with the token of a city.

Each presence lies with its shift, so that its shift is asked for. The shifts came through the same api before.
"""

from __future__ import annotations

import dataclasses
import statistics
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import orjson

from services.projects.posts.usecases import open_posts
from services.projects.sites.usecases import open_sites
from services.projects.worker import Worker
from shared.config import Settings
from shared.events.envelope import Event
from shared.intake.rows import Line
from shared.store.client import connect
from shared.store.transaction import Store
from shared.where import Where
from tests.bench import figures, season

if TYPE_CHECKING:
    from tests.bench.intake import Running, Served

CITY = Where(frozenset({"440600"}))
"""In which all of the season is served."""
PATH, AT_ONCE = "/projects/v1/shifts/batch", 500
TEAM = {"organisation_ref": "team-1", "name": "队", "kind": "service_team", "region_code": "440600", "parent_ref": None}
ORGANISATION = Event("organisation.registered.v1", "registry", "team-1", TEAM, 1)


def lay_out(settings: Settings) -> None:
    """The sites and posts of the season's shifts."""
    with connect(settings) as client:
        store, worker = Store(client, settings, "projects"), Worker()
        store.transact(lambda transaction: worker.note_organisations(transaction, [ORGANISATION]))
        sites = [Line(1, _site(one)) for one in season.REGIONS]
        store.transact(lambda transaction: open_sites(transaction, sites))
        posts = [Line(number, _post(number)) for number in range(season.SHIFTS_A_DAY)]
        store.transact(lambda transaction: open_posts(transaction, posts))


def send_shifts(server: Running, presences: int) -> None:
    """The shifts of the first so many presences of the season, by a token of the whole province."""
    rows = [_shift(one.data) for one in season.shifts(presences)]
    for at in range(0, len(rows), AT_ONCE):
        lines = [{"row": number, "values": row} for number, row in enumerate(rows[at : at + AT_ONCE], 1)]
        server.poster.post(PATH, orjson.dumps({"rows": lines}), f"shifts-{at}")


def renamed(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The same presences under other references."""
    return [{**row, "attendance_ref": f"city-{row['attendance_ref']}"} for row in rows]


def figures_of(province: Sequence[Served], city: Sequence[Served]) -> dict[str, Any]:
    """What a city's token costs beside the province's, in the rounds that both have.

    `cost` is of processor time, the api's and the store's together; `ratio` of rates.
    """
    rates = {"province": [one.rate for one in province], "city": [one.rate for one in city]}
    spent = {"province": [_spent(one) for one in province], "city": [_spent(one) for one in city]}
    return {
        **figures.medians(rates),
        "ratio": figures.ratio(rates["city"], rates["province"]),
        "cpu_ms_per_row": {name: round(statistics.median(some), 3) for name, some in spent.items()},
        "cost": figures.ratio(spent["city"], spent["province"]),
    }


def of_city(server: Running, token: str) -> Running:
    """The same server, asked with another token."""
    return dataclasses.replace(server, poster=server.poster.with_token(token))


def _spent(served: Served) -> float:
    return served.own_ms + served.store_ms


def _site(region: str) -> dict[str, str]:
    fence = {"latitude": "23.02", "longitude": "113.12", "fence_metres": ""}
    return {"site_ref": f"site-{region}", "name": "站", "kind": "rail_station", "region_code": region, **fence}


def _post(number: int) -> dict[str, str]:
    return {
        "post_ref": f"post-{number:04d}",
        "project_ref": "project-1",
        "site_ref": f"site-{season.REGIONS[number % len(season.REGIONS)]}",
        "organisation_ref": "team-1",
        "title": "引导",
        "service": "guidance",
        "skill_required": "",
        "minimum_age": "16",
    }


def _shift(facts: Mapping[str, Any]) -> dict[str, Any]:
    named = ("shift_ref", "post_ref", "starts_at", "ends_at")
    return {**{name: facts[name] for name in named}, "capacity": str(facts["capacity"]), "draft": ""}
