"""From the answer to a presence's POST until its points can be read in the partner feed, all services running.

Every presence is of almost six hours in Foshan, where five give a point, so each is told as `points.changed.v1`.
First the whole path is flooded: what it sustains is the presences by the time from the first POST until the last one
is told. Then half of that rate is sent on a timetable with random gaps, and each presence's way is timed.
"""

from __future__ import annotations

import random
import time
from collections.abc import Collection, Sequence
from contextlib import nullcontext
from typing import Any, Protocol

import orjson

from cli.status.look import Observer
from cli.status.quiet import wait_until_idle
from shared.keyring import sealer_of
from shared.web.auth import make_token
from tests.bench import figures, posting, season, where
from tests.bench.arena import Arena, settings_of
from tests.bench.contestants import publish
from tests.bench.feed import Reader
from tests.bench.findings import Findings
from tests.bench.posting import Poster

FLOOD, CLIENTS, SECONDS, LEAST, MOST = 1_000, 8, 25, 200, 2_500
SCOPES = ("projects:write", "projects:speak", "incentives:feed")
PATH = "/projects/v1/attendance"


class Hears(Protocol):
    """Who is told of presences."""

    def wait_for(self, references: Collection[str]) -> float:
        """Until all were told; when the last one was."""
        ...


def measure(place: Arena, findings: Findings, *, ask_where: bool = False) -> dict[str, Any]:
    """`latency_ms` with the rates that it belongs to, and where the time goes, if api and worker count (counted.py)."""
    stack, settings = place.stack, settings_of(place.environment())
    stack.migrate()
    stack.start_services()
    stack.wait_for_service("api")
    stack.wait_for_service("worker")
    publish(settings.broker_uri, season.volunteers(sealer_of(settings, "registry"), FLOOD + MOST))
    publish(settings.broker_uri, season.shifts(FLOOD + MOST))
    wait_until_idle(Observer(stack.home, settings), 120)
    token = make_token(settings, "bench", SCOPES)
    rows = season.rows(FLOOD + MOST, regular=True)
    with Reader(stack.home.http_uri, token) as reader:
        poster = Poster(stack.home.http_uri, token)
        sustained = flood(poster, reader, rows[:FLOOD])
        findings.say(f"the whole path sustains {sustained:,.0f} presences/s")
        rate = sustained / 2
        some = rows[FLOOD : FLOOD + min(MOST, max(LEAST, round(rate * SECONDS)))]
        watch = where.watched(place) if ask_where else nullcontext()
        with watch as shares:
            answered = findings.take(f"the latency at {rate:,.0f}/s", lambda: timed(poster, reader, some, rate)) or {}
            found = shares(len(answered)) if shares and answered else {}
        told = reader.told
    seconds = [told[reference] - moment for reference, moment in answered.items()]
    latency = figures.percentiles(seconds) if seconds else {}
    if found:
        found["steps_ms"] = findings.take("the steps", lambda: where.steps(settings, answered, told)) or {}
    findings.say(f"latency of {len(seconds)} presences at {rate:,.0f}/s: {latency}")
    return {
        "latency_ms": latency,
        "load": {"sustained": round(sustained, 1), "posted": round(rate, 1), "presences": len(seconds)},
        **({"where": found} if found else {}),
    }


def flood(poster: Poster, reader: Hears, rows: Sequence[dict[str, Any]]) -> float:
    """Send all at once from several clients; how many a second were told."""
    begun = time.perf_counter()
    bodies = [orjson.dumps(row) for row in rows]
    posting.flood(lambda number: poster.post(PATH, bodies[number]), len(rows), CLIENTS)
    return len(rows) / (reader.wait_for([row["attendance_ref"] for row in rows]) - begun)


def timed(poster: Poster, reader: Hears, rows: Sequence[dict[str, Any]], rate: float) -> dict[str, float]:
    """When each presence was answered; all are told."""
    answered: dict[str, float] = {}
    bodies = [orjson.dumps(row) for row in rows]

    def post(number: int) -> None:
        poster.post(PATH, bodies[number])
        answered[rows[number]["attendance_ref"]] = time.perf_counter()

    posting.on_timetable(post, _timetable(len(rows), rate), CLIENTS)
    reader.wait_for(answered)
    return answered


def _timetable(count: int, rate: float) -> list[float]:
    """Arrivals by chance, as many clients' are (a Poisson process), the same ones every time."""
    rng, moment, due = random.Random(2018), 0.0, []
    for _ in range(count):
        moment += rng.expovariate(rate)
        due.append(moment)
    return due
