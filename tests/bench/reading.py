"""`kapok bench feed`: how fast one partner reads the feed from its beginning, of a short log and of a long one."""

from __future__ import annotations

import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from shared.config import Settings
from shared.store.client import connect, database_of
from shared.web.auth import make_token
from tests import processes
from tests.bench import costs, figures, history, machine
from tests.bench.arena import Arena, settings_of
from tests.bench.findings import Findings, Say
from tests.bench.partner import Partner

SHORT, TENTHS = 10_000, 10
SCOPES = ("incentives:feed",)


@dataclass(frozen=True)
class History:
    """A log to be read.

    Attributes:
        environment: of a process that serves it.
        sizes: events of its commits, in turn.
    """

    environment: dict[str, str]
    settings: Settings
    count: int
    sizes: Sequence[int]

    @property
    def name(self) -> str:
        """As progress names it."""
        return f"{self.count:,} events" + (", each a commit" if self.sizes == history.SINGLE else "")


@dataclass(frozen=True)
class Reading:
    """One reading of a whole log, the processor time that it took where, and the bytes of the pages."""

    events: int
    seconds: float
    cpu: dict[str, float]
    bytes: int

    @property
    def rate(self) -> float:
        """Events a second."""
        return self.events / self.seconds


def measure(place: Arena, events: int, rounds: int, say: Say, *, short: int = SHORT) -> dict[str, Any]:
    """All figures, as they are written as JSON; those that could not be taken are named as `missing`."""
    findings = Findings(say)
    wanted = {"short": (short, history.MIXED), "long": (events, history.MIXED), "singly": (short, history.SINGLE)}
    filled = {
        name: findings.take(f"the log {name}", partial(_filled, place, name, *form, say))
        for name, form in wanted.items()
    }
    logs = {name: log for name, log in filled.items() if log}
    read: dict[str, list[Reading]] = {name: [] for name in logs}
    for number in range(1, rounds + 1):
        for name, log in logs.items():
            what = f"round {number} of {rounds}: {name}"
            if one := findings.take(what, partial(_read, place, log, say)):
                read[name].append(one)
                say(f"{what}: {one.rate:,.0f} events/s")
    return {**_found(logs, read), **findings.as_found(), "machine": machine.describe()}


def _filled(place: Arena, name: str, count: int, sizes: Sequence[int], say: Say) -> History:
    environment = {**place.environment(prefix=f"bench_{name}_"), "KAPOK_LOG_LEVEL": "WARNING"}
    settings = settings_of({**environment, "KAPOK_SERVICES": "incentives"})
    processes.migrate({**environment, "KAPOK_SERVICES": "incentives"})
    with connect(settings) as client:
        history.fill(database_of(client, settings, "incentives"), count, sizes, say)
    return History(environment, settings, count, sizes)


def _read(place: Arena, log: History, say: Say) -> Reading:
    """By an api of its own, which holds nothing of an earlier reading."""
    port = processes.free_port()
    token = make_token(log.settings, "bench", SCOPES)
    with (
        processes.process("runner.api", {**log.environment, "KAPOK_HTTP_PORT": str(port)}, "incentives") as running,
        Partner(port, token) as partner,
    ):
        partner.page("", 1)  # to warm up
        pids = {"api": running.process.pid, "store": place.pid("store")}
        before, own, begun = _cpu(pids), time.process_time(), time.perf_counter()
        told = 0
        for read in partner.read(log.count):
            if read * TENTHS // log.count > told:
                told = read * TENTHS // log.count
                say(f"{log.name}: {read:,} are read, {read / (time.perf_counter() - begun):,.0f}/s")
        seconds = time.perf_counter() - begun
        spent = {name: after - before[name] for name, after in _cpu(pids).items()}
        return Reading(log.count, seconds, {**spent, "partner": time.process_time() - own}, partner.bytes)


def _cpu(pids: Mapping[str, int]) -> dict[str, float]:
    return {name: costs.cpu_seconds(pid) for name, pid in pids.items()}


def _found(logs: Mapping[str, History], read: Mapping[str, list[Reading]]) -> dict[str, Any]:
    counts = {name: str(log.count) for name, log in logs.items() if read[name]}
    rates = figures.medians({name: [one.rate for one in read[name]] for name in counts})
    costly = {name: _per_thousand(read[name]) for name in counts}
    both = [[one.rate for one in read.get(name, ())] for name in ("long", "short")]
    pairs = min(map(len, both))
    return {
        "events_per_s": {counts[name]: rates[name] for name in ("short", "long") if name in counts},
        "events_per_s_singly": {counts[name]: rates[name] for name in ("singly",) if name in counts},
        "ratios": {"long/short": figures.ratio(*(one[:pairs] for one in both))} if pairs else {},
        "cpu_ms_per_1000_events": costly,
        "bytes_per_event": {name: round(read[name][0].bytes / read[name][0].events, 1) for name in counts},
        "rounds": {name: [round(one.rate, 1) for one in read[name]] for name in counts},
    }


def _per_thousand(done: Sequence[Reading]) -> dict[str, float]:
    """Milliseconds of processor time for a thousand events, the median of the rounds."""
    spent = {name: [one.cpu[name] * 1e6 / one.events for one in done] for name in done[0].cpu}
    return {name: round(statistics.median(values), 2) for name, values in spent.items()}
