"""`kapok bench policies`: a new version of a policy over a province's volunteers, while hours are credited.

How long it takes to say who would gain and lose by it, and from its adoption on until everybody is decided on by it.
"""

from __future__ import annotations

import datetime as dt
import itertools
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import httpx
import orjson
from kombu.connection import Connection
from kombu.pools import producers
from pymongo.database import Database

from services.incentives.standing.parts import PART, PARTS
from services.incentives.standing.repository import GENERATION, nobody
from shared import clock
from shared.config import Settings
from shared.events.envelope import CONTENT_TYPE, Event
from shared.messaging.topology import exchange_of
from shared.store.client import connect, database_of
from shared.web.auth import make_token
from tests import processes
from tests.bench import costs, machine
from tests.bench.arena import Arena, settings_of
from tests.bench.findings import Findings, Say

SERVICE, REFERENCE = "incentives", "stars-2"
ENTRIES = 20
"""Of a volunteer: 20 presences, whose usual length is the volunteer's, so that some have between 100 and 120 hours."""
AT_ONCE, PATIENCE = 500, 3_600.0
SCOPES = ("incentives:read", "incentives:write", "incentives:export", "incentives:decide")
Document = dict[str, Any]


def measure(place: Arena, volunteers: int, hours_a_second: int, say: Say) -> dict[str, Any]:
    """All figures, as they are written as JSON; those that could not be taken are named as `missing`."""
    findings = Findings(say)
    environment = {**place.corner("policies"), "KAPOK_LOG_LEVEL": "WARNING", "KAPOK_SERVICES": SERVICE}
    settings = settings_of(environment)
    processes.migrate(environment)
    port = processes.free_port()
    found: dict[str, Any] = {"volunteers": volunteers, "hours_a_second": hours_a_second}
    with connect(settings) as client:
        database = database_of(client, settings, SERVICE)
        _fill(database, volunteers, say)
        with (
            processes.process("runner.api", {**environment, "KAPOK_HTTP_PORT": str(port)}, SERVICE) as api,
            processes.worker(environment, SERVICE),
            _hours(settings, volunteers, hours_a_second) as sent,
        ):
            office = Office(settings, f"http://127.0.0.1:{port}/incentives/v1")
            found["simulated"] = findings.take("the simulation", partial(_simulated, office, api.process.pid))
            say(f"simulated: {found['simulated']}")
            found["followed"] = findings.take("following", partial(_followed, office, database, say))
        found["hours_sent"] = len(sent)
        found["hours_heard"] = _count(database, {"entries.20": {"$exists": True}})
    return {**found, **findings.as_found(), "machine": machine.describe()}


class Office:
    """Two who decide, over HTTP."""

    def __init__(self, settings: Settings, address: str) -> None:
        self._settings, self._address = settings, address

    def ask(self, method: str, path: str, body: Any = None, who: str = "lin") -> httpx.Response:
        """A request of one of them, which must not be refused."""
        token = make_token(self._settings, who, SCOPES)
        answer = httpx.request(
            method,
            f"{self._address}{path}",
            json=body,
            headers={"Authorization": f"Bearer {token}"},
            timeout=PATIENCE,
            verify=processes.CLEAR,
        )
        answer.raise_for_status()
        return answer


def _simulated(office: Office, pid: int) -> dict[str, Any]:
    hours = (120, 300, 600, 1_000, 1_500)
    row = {"policy_version_ref": REFERENCE, "name": "stars/national", "version": 2}
    today = clock.today().isoformat()
    office.ask("POST", "/policy-versions", {**row, "holds_from": today, "thresholds": [60 * one for one in hours]})
    begun = time.perf_counter()
    answer = office.ask("GET", f"/exports/policy-effects?policy_version_ref={REFERENCE}")
    seconds = time.perf_counter() - begun
    losing = [line for line in answer.content.splitlines() if orjson.loads(line)["after"] == 0]
    return {"seconds": round(seconds, 1), "losing": len(losing), "api_peak_mb": costs.peak_mb(pid)}


def _followed(office: Office, database: Database[Document], say: Say) -> dict[str, Any]:
    office.ask("PUT", f"/policy-versions/{REFERENCE}/adoption", {}, "chen")
    begun = told = time.perf_counter()
    for part in range(PARTS):
        # A part at a time: to count all of them would keep the store from everything else.
        behind: Document = {PART: part, GENERATION: {"$gte": 0, "$lt": 1}}
        while database["standings"].find_one(behind, {"_id": 1}):
            if time.perf_counter() - begun > PATIENCE:
                raise TimeoutError(f"part {part} of {PARTS} is not decided on after {PATIENCE:.0f} s")
            time.sleep(1)
        if time.perf_counter() - told > 20:
            told = time.perf_counter()
            say(f"{part + 1} of {PARTS} parts are decided on")
    seconds = round(time.perf_counter() - begun, 1)
    return {"seconds": seconds, "without_a_star": _count(database, {"earned.stars.stars": 0})}


def _count(database: Database[Document], query: Document) -> int:
    """How many standings there are of a kind, counted part by part."""
    return sum(database["standings"].count_documents({PART: part, **query}) for part in range(PARTS))


def _fill(database: Database[Document], volunteers: int, say: Say) -> None:
    """Standings as they are stored after a year of hours."""
    rng = random.Random(2018)
    numbers = iter(range(volunteers))
    while some := list(itertools.islice(numbers, AT_ONCE)):
        database["standings"].insert_many([_standing(number, rng) for number in some])
        if (some[-1] + 1) % 20_000 == 0:
            say(f"{some[-1] + 1:,} of {volunteers:,} volunteers are there")


def _standing(number: int, rng: random.Random) -> Document:
    first = dt.date(2018, 1, 1)
    days = [first + dt.timedelta(days=18 * one) for one in range(ENTRIES)]
    usual = rng.randint(180, 480)
    entries = [
        [f"a-{number}-{one}", "441900", day.isoformat(), usual + rng.randint(-30, 30)] for one, day in enumerate(days)
    ]
    stars = int(sum(one[3] for one in entries) >= 6_000)
    policy = {"name": "stars/national", "version": 1}
    earned = {"as_of": entries[-1][2], "stars": {"stars": stars, "policy": policy}, "points": {}, "award": None}
    own = {"volunteer_ref": f"v-{number:07d}", "home_region_code": "441900", "sequence": 2}
    lies = {"of_region": "441900", "of_city": "441900"}
    decided = {"entries": entries, "earned": earned, "version": 1, GENERATION: 0}
    return {**nobody(f"KV{number:012d}"), **own, **lies, **decided}


@contextmanager
def _hours(settings: Settings, volunteers: int, a_second: int) -> Iterator[list[int]]:
    """Hours are credited meanwhile, one each to volunteer after volunteer; gives those that were sent."""
    over, sent = threading.Event(), list[int]()

    def send() -> None:
        with Connection(settings.broker_uri) as connection, producers[connection].acquire(block=True) as producer:
            for number in itertools.count():
                if over.wait(1 / a_second):
                    return
                event = _credited(number % volunteers, number)
                producer.publish(
                    event.body(),
                    exchange=exchange_of("hours"),
                    routing_key=event.type,
                    headers=event.headers(),
                    content_type=CONTENT_TYPE,
                    content_encoding="utf-8",
                    delivery_mode=2,
                )
                sent.append(number)

    thread = threading.Thread(target=send, name="hours", daemon=True)
    thread.start()
    try:
        yield sent
    finally:
        over.set()
        thread.join()


def _credited(volunteer: int, number: int) -> Event:
    entry = f"more-{number}"
    data = {
        "entry": entry,
        "attendance_ref": entry,
        "shift_ref": "s-1",
        "volunteer": f"KV{volunteer:012d}",
        "minutes": 1,
        "region_code": "441900",
        "day": "2018-12-31",
        "starts_at": "2018-12-31T00:00:00Z",
        "ends_at": "2018-12-31T00:01:00Z",
        "provenance": "measured",
        "late": False,
        "policy": {"name": "attendance/guangdong", "version": 1},
    }
    return Event("hours.credited.v1", "hours", entry, data)
