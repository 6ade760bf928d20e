"""`kapok bench http`: attendance over HTTP, taken by Kapok's api process and by a bare handler, in turn."""

from __future__ import annotations

import statistics
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Any

import httpx
import orjson

from shared.config import Settings
from shared.web.auth import make_token
from tests import processes
from tests.bench import access, costs, figures, machine, posting, season
from tests.bench.arena import Arena, settings_of
from tests.bench.findings import Findings, Say
from tests.bench.posting import Poster

BATCH = 500
TURNS = (("single", 1), ("single", 8), ("single", 64), ("batch", 4))
"""What is sent in a round, each by how many clients."""
PATHS = {"single": "/projects/v1/attendance", "batch": "/projects/v1/attendance/batch"}
SCOPES = ("projects:write", "projects:speak", "projects:sign-up")
SERVERS = {"bare": "tests.bench.bare_flask", "kapok": "runner.api"}
CITY = "city"
"""The same api, asked with the token of a city."""
SHOWN = {"bare": "bare handler", "kapok": "api"}
WARM_UP = {"single": 50, "batch": 4}
REST_SECONDS = 0.003
Rows = list[dict[str, Any]]
Turn = tuple[str, int]
Prepare = Callable[[Settings], None]
Plan = Sequence[tuple[Turn, int]]
Taken = dict[Turn, dict[str, list["Served"]]]
"""What each server did in the rounds of each turn."""


@dataclass(frozen=True)
class Served:
    """What a server did in one turn: rows a second, and for each row the processor time of itself and of the store."""

    rate: float
    own_ms: float
    store_ms: float


@dataclass(frozen=True)
class Running:
    """A server that answers, and a client of it."""

    poster: Poster
    pid: int
    store: int

    def take(self, form: str, clients: int, bodies: list[bytes]) -> Served:
        """Send requests of attendance."""
        return self.send(PATHS[form], clients, bodies, BATCH if form == "batch" else 1)

    def send(self, path: str, clients: int, bodies: list[bytes], rows_of_one: int = 1) -> Served:
        """Send requests, each with a key of its own, as an import's."""
        keys = [str(uuid.uuid4()) for _ in bodies]
        before = self._cpu()
        seconds = posting.flood(lambda one: self.poster.post(path, bodies[one], keys[one]), len(bodies), clients)
        rows = len(bodies) * rows_of_one
        own, store = (1000 * (after - first) / rows for first, after in zip(before, self._cpu(), strict=True))
        return Served(rows / seconds, own, store)

    def spend(self, form: str, body: bytes) -> float:
        """Processor time of the server and of the store for one request, in ms for each row."""
        before = sum(self._cpu())
        self.poster.post(PATHS[form], body, str(uuid.uuid4()))
        # What either does after the answer belongs to this request.
        time.sleep(REST_SECONDS)
        return 1000 * (sum(self._cpu()) - before) / _rows(form)

    def _cpu(self) -> tuple[float, float]:
        return costs.cpu_seconds(self.pid), costs.cpu_seconds(self.store)


def measure(place: Arena, singles: int, batches: int, rounds: int, say: Say) -> dict[str, Any]:
    """All figures, as they are written as JSON; those that could not be taken are named as `missing`."""
    findings, taken = Findings(say), defaultdict[Turn, dict[str, list[Served]]](lambda: defaultdict(list))
    plan, pairs = _plan({"single": singles, "batch": batches}, rounds), {"single": singles, "batch": batches * rounds}
    beside: dict[str, Any] = {}
    with ExitStack() as running:
        servers = findings.take("both servers", lambda: _servers(running, place, say, _presences(plan, pairs))) or {}
        if servers:
            rows = iter(season.rows(_presences(plan, pairs)))
            _take_turns(servers, plan, rows, taken, findings)
            beside = _in_pairs(servers, pairs, rows, findings)
        memory = findings.peak_mb(
            {name: partial(int, servers[one].pid) for one, name in SHOWN.items() if one in servers}
        )
    return {
        **{
            form: {str(of[1]): figures_of(_apart(taken[of])) for of in TURNS if of[0] == form and of in taken}
            for form in PATHS
        },
        "access": {
            form: {
                str(of[1]): access.figures_of(taken[of]["kapok"], taken[of][CITY])
                for of in TURNS
                if of[0] == form and CITY in taken[of]
            }
            for form in PATHS
        },
        "access_in_pairs": beside,
        "rss_mb": memory,
        "rounds": {
            f"{form}, {clients}": {name: [round(one.rate, 1) for one in all_of] for name, all_of in by_name.items()}
            for (form, clients), by_name in taken.items()
        },
        **findings.as_found(),
        "machine": machine.describe(),
    }


def _servers(running: ExitStack, place: Arena, say: Say, presences: int) -> dict[str, Running]:
    servers = {name: running.enter_context(server(place, name, prepare=access.lay_out)) for name in SERVERS}
    for name, one in servers.items():
        say(f"{name} is ready: process {one.pid}")
    access.send_shifts(servers["kapok"], presences)
    token = make_token(settings_of(place.corner_of("kapok")), "bench-city", SCOPES, where=access.CITY)
    return {**servers, CITY: access.of_city(servers["kapok"], token)}


def _plan(counts: Mapping[str, int], rounds: int) -> list[tuple[Turn, int]]:
    return [(turn, WARM_UP[turn[0]]) for turn in TURNS] + [(turn, counts[turn[0]]) for turn in TURNS] * rounds


def _presences(plan: Plan, pairs: Mapping[str, int]) -> int:
    of_turns = sum(count * _rows(form) for (form, _), count in plan)
    return of_turns + sum(count * _rows(form) for form, count in pairs.items())


def _apart(by_name: Mapping[str, list[Served]]) -> dict[str, list[Served]]:
    """Of who took a turn the two servers by themselves."""
    return {name: by_name[name] for name in SERVERS if name in by_name}


def _in_pairs(
    servers: Mapping[str, Running], pairs: Mapping[str, int], rows: Iterator[dict[str, Any]], findings: Findings
) -> dict[str, Any]:
    """What a city's token costs beside the province's: request by request, now one first and now the other."""

    def take(form: str, parts: Sequence[Rows]) -> dict[str, float]:
        of = [replace(servers[name], poster=servers[name].poster.anew()) for name in ("kapok", CITY)]
        spent: tuple[list[float], list[float]] = ([], [])
        for number, part in enumerate(parts):
            bodies = _body(form, part), _body(form, access.renamed(part))
            for one in (0, 1) if number % 2 else (1, 0):
                spent[one].append(of[one].spend(form, bodies[one]))
        return {"pairs": len(parts), **figures.beside(spent[1], spent[0])}

    found = {}
    for form, count in pairs.items():
        parts = [list(islice(rows, _rows(form))) for _ in range(count)]
        found[form] = findings.take(f"{form}, in pairs: {CITY}", partial(take, form, parts))
    return {form: one for form, one in found.items() if one}


def _take_turns(
    servers: Mapping[str, Running], plan: Plan, rows: Iterator[dict[str, Any]], taken: Taken, findings: Findings
) -> None:
    """Turn by turn, all servers in each. One that fails is named and not taken again; its rounds until then count."""
    failed: set[Turn] = set()
    for number, ((form, clients), count) in enumerate(plan):
        parts = [list(islice(rows, _rows(form))) for _ in range(count)]
        in_turn = list(servers.items())
        # Who comes later finds more in the store: so every other round the other way round.
        for name, server in in_turn if number // len(TURNS) % 2 else reversed(in_turn):
            bodies = [_body(form, access.renamed(part) if name == CITY else part) for part in parts]
            what = f"{form}, clients {clients}: {name}"
            if (form, clients) in failed:
                break
            served = findings.take(what, partial(server.take, form, clients, bodies))
            if served is None:
                failed.add((form, clients))
            # The first turns of each are for warming up.
            elif number >= len(TURNS):
                taken[form, clients][name].append(served)
                findings.say(f"{what} {served.rate:,.0f} rows/s")


def figures_of(by_name: Mapping[str, list[Served]]) -> dict[str, Any]:
    """The figures of one turn; without a ratio where one of the two did no round."""
    rates = {name: [one.rate for one in served] for name, served in by_name.items()}
    return {
        **figures.medians(rates),
        **({"ratio": figures.ratio(rates["kapok"], rates["bare"])} if SERVERS.keys() <= rates.keys() else {}),
        "cpu_ms_per_row": {
            name: {
                "own": round(statistics.median(one.own_ms for one in served), 3),
                "store": round(statistics.median(one.store_ms for one in served), 3),
            }
            for name, served in by_name.items()
        },
    }


@contextmanager
def server(place: Arena, name: str, corner: str = "", prepare: Prepare = lambda _: None) -> Iterator[Running]:
    """One of the two.

    Args:
        corner: where it works, if not in one of its own name.
        prepare: lays out what it is to find.
    """
    port = processes.free_port()
    environment = {**place.corner(corner or name), "KAPOK_HTTP_PORT": str(port), "KAPOK_LOG_LEVEL": "WARNING"}
    settings = settings_of({**environment, "KAPOK_SERVICES": "projects"})
    if name == "kapok":
        processes.migrate({**environment, "KAPOK_SERVICES": "projects"})
        prepare(settings)
    started = processes.start(SERVERS[name], environment, "projects")
    address = f"http://127.0.0.1:{port}"
    try:
        processes.eventually(lambda: _answers(address))
        poster = Poster(address, make_token(settings, "bench", SCOPES))
        yield Running(poster, started.pid, place.pid("store"))
    finally:
        processes.end(started)


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/projects/v1/openapi.json", timeout=5).status_code > 0
    except httpx.TransportError:
        return False


def _rows(form: str) -> int:
    return BATCH if form == "batch" else 1


def _body(form: str, rows: Rows) -> bytes:
    if form == "single":
        return orjson.dumps(rows[0])
    return orjson.dumps({"rows": [{"row": number, "values": row} for number, row in enumerate(rows, 2)]})
