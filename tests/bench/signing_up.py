"""`kapok bench sign_ups`: places of many shifts asked for over HTTP, at Kapok's api process and at a bare handler."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from itertools import islice
from typing import Any

import orjson

from services.projects.posts.usecases import open_posts
from services.projects.shifts.usecases import schedule_shifts
from services.projects.sites.usecases import open_sites
from services.projects.worker import Worker
from shared import clock
from shared.config import Settings
from shared.events.envelope import Event
from shared.intake.rows import Line
from shared.keyring import sealer_of
from shared.store.client import connect, database_of
from shared.store.transaction import Store
from tests.bench import machine, season
from tests.bench.arena import Arena, settings_of
from tests.bench.findings import Findings, Say
from tests.bench.intake import SERVERS, Running, Served, figures_of, server

CLIENTS, PATH, CORNER = 8, "/projects/v1/sign-ups", "signing_up"
VOLUNTEERS, SHIFTS, CAPACITY = 500, 200, 10_000
"""Each shift is a day of its own, so that nobody's overlap, and each has a place for everybody."""
WARM_UP, AT_ONCE = 50, 100
SITE = {"site_ref": "site-1", "name": "南站", "kind": "rail_station", "region_code": "440100"}
PLACE = {"latitude": "22.99", "longitude": "113.27", "fence_metres": ""}
POST = {
    "post_ref": "post-1",
    "project_ref": "project-1",
    "site_ref": "site-1",
    "organisation_ref": "team-1",
    "title": "引导",
    "service": "guidance",
    "skill_required": "",
    "minimum_age": "14",
}
TEAM = {"organisation_ref": "team-1", "name": "队", "kind": "service_team", "region_code": "440100", "parent_ref": None}
ORGANISATION = Event("organisation.registered.v1", "registry", "team-1", TEAM, 1)


def measure(place: Arena, sign_ups: int, rounds: int, say: Say) -> dict[str, Any]:
    """All figures, as they are written as JSON; those that could not be taken are named as `missing`."""
    findings, taken = Findings(say), defaultdict[str, list[Served]](list)
    bodies, confirmed = _bodies(), None
    with ExitStack() as running:
        servers = findings.take("both servers", partial(_servers, running, place)) or {}
        for number, count in enumerate([WARM_UP, *[sign_ups] * rounds] if servers else ()):
            some = list(islice(bodies, count))
            found = {
                name: findings.take(f"round {number}: {name}", partial(one.send, PATH, CLIENTS, some))
                for name, one in servers.items()
            }
            if None in found.values():
                break
            for name, one in found.items() if number else ():
                assert one
                taken[name].append(one)
                say(f"{name} {one.rate:,.0f} sign-ups/s")
        if servers:
            confirmed = findings.take("who has a place", partial(_confirmed, place))
    return {
        "clients": {str(CLIENTS): figures_of(taken)} if taken else {},
        "rounds": {name: [round(one.rate, 1) for one in served] for name, served in taken.items()},
        "confirmed": confirmed,
        **findings.as_found(),
        "machine": machine.describe(),
    }


def _servers(running: ExitStack, place: Arena) -> dict[str, Running]:
    people = season.volunteers(sealer_of(settings_of(place.environment()), "registry"), VOLUNTEERS)
    prepare = partial(_lay_out, people)
    return {name: running.enter_context(server(place, name, f"{CORNER}_{name}", prepare)) for name in SERVERS}


def _confirmed(place: Arena) -> int:
    """How many have a place: each that asked for one, or what was measured is not what it is said to be."""
    settings = settings_of({**place.environment(prefix=f"bench_{CORNER}_kapok_"), "KAPOK_SERVICES": "projects"})
    with connect(settings) as client:
        return sum(one["confirmed"] for one in database_of(client, settings, "projects")["seats"].find())


def _bodies() -> Iterator[bytes]:
    """Who asks for which shift: no pair twice, and neighbours for other shifts and of other persons."""
    for number in range(VOLUNTEERS * SHIFTS):
        shift = (number // VOLUNTEERS + number) % SHIFTS
        asked = {"shift_ref": f"shift-{shift}", "volunteer_ref": f"v-{number % VOLUNTEERS:06d}"}
        yield orjson.dumps(asked)


def _lay_out(people: Sequence[Event], settings: Settings) -> None:
    """People who are verified, and shifts ahead."""
    with connect(settings) as client:
        store = Store(client, settings, "projects")
        worker = Worker()
        store.transact(lambda transaction: worker.note_organisations(transaction, [ORGANISATION]))
        for some in (people[at : at + AT_ONCE] for at in range(0, VOLUNTEERS, AT_ONCE)):
            store.transact(lambda transaction: worker.note_volunteers(transaction, some))  # noqa: B023
        store.transact(lambda transaction: open_sites(transaction, [Line(1, {**SITE, **PLACE})]))
        store.transact(lambda transaction: open_posts(transaction, [Line(1, POST)]))
        for at in range(0, SHIFTS, AT_ONCE):
            lines = [Line(number, _shift(number)) for number in range(at, at + AT_ONCE)]
            store.transact(lambda transaction: schedule_shifts(transaction, lines))  # noqa: B023


def _shift(number: int) -> dict[str, str]:
    day = clock.today() + dt.timedelta(days=30 + number)
    times = {"starts_at": f"{day}T08:00:00+08:00", "ends_at": f"{day}T12:00:00+08:00"}
    return {"shift_ref": f"shift-{number}", "post_ref": "post-1", **times, "capacity": str(CAPACITY), "draft": ""}
