"""`kapok bench http`: attendance over HTTP, taken by Kapok's api process and by a bare handler, in turn."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import orjson

from shared.web.auth import make_token
from tests import processes
from tests.bench import costs, figures, machine, posting, season
from tests.bench.arena import Arena, settings_of
from tests.bench.posting import Poster
from tests.bench.race import Say

BATCH = 500
CLIENTS = {"single": 8, "batch": 4}
PATHS = {"single": "/projects/v1/attendance", "batch": "/projects/v1/attendance/batch"}
SERVERS = {"floor": "tests.bench.bare_flask", "kapok": "runner.api"}
Rows = list[dict[str, Any]]


def measure(place: Arena, singles: int, batches: int, rounds: int, say: Say) -> dict[str, Any]:
    """All figures, as they are written as JSON."""
    rates: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    bodies = _bodies(singles, batches, rounds)
    with _server(place, "floor") as floor, _server(place, "kapok") as kapok:
        posters = {"floor": floor[0], "kapok": kapok[0]}
        for number, (form, requests) in enumerate(bodies):
            for name, poster in posters.items():
                rate = _flood(poster, form, requests)
                # The first turn of each is for warming up.
                if number >= len(PATHS):
                    rates[form][name].append(rate)
                    say(f"{form}: {name} {rate:,.0f} rows/s")
        memory = {"bare handler": costs.peak_mb(floor[1]), "api": costs.peak_mb(kapok[1])}
    found = {form: figures.medians(by_name) for form, by_name in rates.items()}
    return {
        "rates": found,
        "ratios": {form: figures.ratio(by_name["kapok"], by_name["floor"]) for form, by_name in rates.items()},
        "rss_mb": memory,
        "clients": CLIENTS,
        "rounds": {
            form: {name: [round(one, 1) for one in all_of] for name, all_of in by.items()} for form, by in rates.items()
        },
        "machine": machine.describe(),
    }


@contextmanager
def _server(place: Arena, name: str) -> Iterator[tuple[Poster, int]]:
    """A server that answers, a client of it, and its process."""
    port = processes.free_port()
    environment = {**place.corner(name), "KAPOK_HTTP_PORT": str(port), "KAPOK_LOG_LEVEL": "WARNING"}
    settings = settings_of({**environment, "KAPOK_SERVICES": "projects"})
    if name == "kapok":
        processes.migrate({**environment, "KAPOK_SERVICES": "projects"})
    started = processes.start(SERVERS[name], environment, "projects")
    address = f"http://127.0.0.1:{port}"
    try:
        processes.eventually(lambda: _answers(address))
        yield Poster(address, make_token(settings, "bench", ["projects:write", "projects:speak"])), started.pid
    finally:
        processes.end(started)


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/projects/v1/openapi.json", timeout=5).status_code > 0
    except httpx.TransportError:
        return False


def _bodies(singles: int, batches: int, rounds: int) -> list[tuple[str, list[bytes]]]:
    """The requests of each turn: first a short turn of each form to warm up, then so many of each as rounds."""
    turns = [("single", 50), ("batch", 4)] + [("single", singles), ("batch", batches)] * rounds
    sizes = [count * (BATCH if form == "batch" else 1) for form, count in turns]
    rows = season.rows(sum(sizes))
    made = []
    for (form, count), size in zip(turns, sizes, strict=True):
        own, rows = rows[:size], rows[size:]
        made.append((form, [_body(form, own[one * size // count : (one + 1) * size // count]) for one in range(count)]))
    return made


def _body(form: str, rows: Rows) -> bytes:
    if form == "single":
        return orjson.dumps(rows[0])
    return orjson.dumps({"rows": [{"row": number, "values": row} for number, row in enumerate(rows, 2)]})


def _flood(poster: Poster, form: str, bodies: list[bytes]) -> float:
    """Rows a second; each request has a key of its own, as an import's."""
    keys = [str(uuid.uuid4()) for _ in bodies]
    seconds = posting.flood(lambda one: poster.post(PATHS[form], bodies[one], keys[one]), len(bodies), CLIENTS[form])
    return len(bodies) * (BATCH if form == "batch" else 1) / seconds
