"""`kapok bench push`: what one partner is sent, all services running: how fast in batches, and how soon after HTTP 202.

Every volunteer consents, and every presence earns a point (latency.py). The whole path is flooded once; half of what it
sustained is sent on a timetable then, and each presence's way from the answer to its POST until the partner's endpoint
has the event is timed. At last the whole log is sent again in batches, round after round: that is pushing alone.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import orjson

from cli.status.look import Observer
from cli.status.quiet import wait_until_idle
from shared.events.envelope import Event
from shared.keyring import sealer_of
from shared.web.auth import make_token
from tests import processes
from tests.bench import figures, latency, machine, season, where
from tests.bench.arena import Arena, settings_of
from tests.bench.contestants import publish
from tests.bench.feed import PATIENCE, NotTold
from tests.bench.findings import Findings, Say
from tests.bench.posting import Poster

PARTNER = "bench-partner"
SCOPES = (*latency.SCOPES, "incentives:write", "incentives:contract", "incentives:partner")
CONTRACT = {
    "contact": "bench",
    "purpose": "benefits",
    "types": ["points.changed.v1"],
    "allowed": ["entries", "points", "city_code"],
    "known_by": "number",
}


class Endpoint:
    """The partner's: takes every batch, and notes when each presence was first in one."""

    def __init__(self) -> None:
        self.told: dict[str, float] = {}
        self._came = threading.Condition()
        self._counted: list[tuple[float, int]] = []

    def take(self, body: bytes) -> None:
        """A batch came."""
        events, moment = orjson.loads(body), time.perf_counter()
        with self._came:
            self._counted.append((moment, len(events)))
            for reference in (entry for event in events for entry in event["data"].get("entries", ())):
                self.told.setdefault(reference, moment)
            self._came.notify_all()

    def wait_for(self, references: Collection[str]) -> float:
        """Until all came; when the last one did.

        Raises:
            NotTold: some did not within the patience.
        """
        with self._came:
            if not self._came.wait_for(lambda: all(one in self.told for one in references), PATIENCE):
                missing = [one for one in references if one not in self.told]
                raise NotTold(f"{len(missing)} of {len(references)} presences, the first is {missing[0]}")
            return max(self.told[one] for one in references)

    def forget(self) -> None:
        """Count from nothing."""
        with self._came:
            self._counted.clear()

    def wait_for_events(self, count: int) -> float:
        """Until so many events came; when the last batch did.

        Raises:
            NotTold: they did not within the patience.
        """
        with self._came:
            if not self._came.wait_for(lambda: sum(some for _, some in self._counted) >= count, PATIENCE):
                raise NotTold(f"{count - sum(some for _, some in self._counted)} of {count} events")
            return self._counted[-1][0]


def measure(place: Arena, presences: int, rounds: int, say: Say) -> dict[str, Any]:
    """All figures, as they are written as JSON; those that could not be taken are named as `missing`."""
    findings, stack, settings = Findings(say), place.stack, settings_of(place.environment())
    stack.migrate()
    stack.start_services()
    stack.wait_for_service("api")
    stack.wait_for_service("worker")
    most = 2 * presences
    publish(settings.broker_uri, season.volunteers(sealer_of(settings, "registry"), most))
    publish(settings.broker_uri, season.shifts(most))
    publish(settings.broker_uri, [_consent(number) for number in range(min(season.VOLUNTEERS, most))])
    wait_until_idle(Observer(stack.home, settings), PATIENCE)
    found: dict[str, Any] = {"presences": presences, "push_rounds": rounds}
    with _serving(Endpoint()) as (endpoint, address), ExitStack() as opened:
        poster = Poster(stack.home.http_uri, make_token(settings, "bench", SCOPES))
        office = opened.enter_context(_Office(stack.home.http_uri, make_token(settings, "bench", SCOPES)))
        office.agree(address)
        rows = season.rows(most, regular=True)
        sustained = latency.flood(poster, endpoint, rows[:presences])
        say(f"the whole path sustains {sustained:,.0f} presences/s")
        rate = sustained / 2
        timed = findings.take(
            f"the latency at {rate:,.0f}/s", lambda: latency.timed(poster, endpoint, rows[presences:], rate)
        )
        seconds = [endpoint.told[reference] - moment for reference, moment in (timed or {}).items()]
        found["latency_ms"] = figures.percentiles(seconds) if seconds else {}
        found["load"] = {"sustained": round(sustained, 1), "posted": round(rate, 1), "presences": len(seconds)}
        say(f"from HTTP 202 to the endpoint: {found['latency_ms']}")
        if timed:
            steps = partial(where.steps_of_pushes, settings, PARTNER, timed, endpoint.told)
            found["steps_ms"] = findings.take("the steps", steps) or {}
            say(f"of that: {found['steps_ms']}")
        rates = [findings.take("pushing", partial(_pushed, office, endpoint)) for _ in range(rounds)]
        found["pushed_per_s"] = [round(one, 1) for one in rates if one]
    return {**found, **findings.as_found(), "machine": machine.describe()}


def _pushed(office: _Office, endpoint: Endpoint) -> float:
    """Events a second, from the request to send the log again until its last batch is there."""
    end = office.end()
    endpoint.forget()
    begun = time.perf_counter()
    office.send_again()
    return end / (endpoint.wait_for_events(end) - begun)


class _Office:
    """Registers the partner, and has it sent its log."""

    def __init__(self, address: str, token: str) -> None:
        base = f"{address}/incentives/v1"
        bearer = {"Authorization": f"Bearer {token}"}
        self._client = httpx.Client(base_url=base, headers=bearer, timeout=PATIENCE, verify=processes.CLEAR)

    def __enter__(self) -> _Office:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def agree(self, endpoint: str) -> None:
        """What it is told, and where."""
        row = {"partner_ref": PARTNER, "name": "bench", "department": "health"}
        self._client.post("/partners", json=row).raise_for_status()
        self._client.put(f"/partners/{PARTNER}/contract", json={**CONTRACT, "endpoint": endpoint}).raise_for_status()

    def end(self) -> int:
        """Where its log ends."""
        return int(self._client.get(f"/partners/{PARTNER}/push").raise_for_status().json()["end"])

    def send_again(self) -> None:
        """All of it."""
        self._client.put(f"/partners/{PARTNER}/push/redelivery", json={"position": 0}).raise_for_status()


def _consent(volunteer: int) -> Event:
    number = season.number_of(volunteer)
    named = {"consent_ref": f"c-{number}", "volunteer": number, "purpose": "benefits", "receiver_ref": PARTNER}
    return Event("consent.given.v1", "registry", f"c-{number}", {**named, "consented_at": "2018-01-01T00:00:00Z"}, 1)


@contextmanager
def _serving(endpoint: Endpoint) -> Iterator[tuple[Endpoint, str]]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # http.server's name
            endpoint.take(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield endpoint, f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
