"""`kapok bench pipeline`: one hop, from logged attendance to credited hours, by Kapok and by three others."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import ExitStack
from functools import partial
from typing import Any

from tests.bench import figures, kapok_hours, latency, machine, race, season, sizes
from tests.bench.arena import Arena
from tests.bench.contestants import COMPETITORS, Contestant, competitor
from tests.bench.findings import Findings, Say

CONTESTANTS = (*COMPETITORS, "kapok")
UNSEALED = "unsealed"
"""Kapok whose ledger is not sealed, for who asks what sealing costs."""


def measure(
    place: Arena,
    events: int,
    rounds: int,
    say: Say,
    *,
    only: Collection[str] = CONTESTANTS,
    skip: Collection[str] = (),
    ledgers: Sequence[int] = sizes.LEDGERS,
    ask_where: bool = False,
) -> dict[str, Any]:
    """All figures, as they are written as JSON; those that could not be taken are named as `missing`."""
    findings = Findings(say)
    names = [name for name in (*CONTESTANTS, UNSEALED) if name in only]
    found: dict[str, Any] = {"rates": {}, "rss_mb": {}, "by_ledger_size": {}, "latency_ms": {}}
    found |= findings.take("the hop", lambda: _race(place, names, events, rounds, findings)) or {}
    if "sizes" not in skip:
        sized = findings.take(
            "the hop by size of the ledger", lambda: sizes.measure(place, events, rounds, ledgers, findings)
        )
        found |= sized or {}
    if "latency" not in skip:
        path = findings.take(
            "from HTTP 202 to the partner feed", lambda: latency.measure(place, findings, ask_where=ask_where)
        )
        found |= path or {}
        found["rss_mb"] |= findings.peak_mb({name: partial(place.pid, name) for name in ("api", "worker")})
    found["rss_mb"] |= findings.peak_mb({name: partial(place.pid, name) for name in ("broker", "store")})
    return {**found, **findings.as_found(), "machine": machine.describe()}


def _race(place: Arena, names: list[str], events: int, rounds: int, findings: Findings) -> dict[str, Any]:
    others = {name: place.pid(name) for name in ("store", "broker")}
    warm_up = race.warm_up_for(events)
    presences = season.presences(events + warm_up)
    with ExitStack() as running:
        entered = [
            findings.take(f"the hop of {name}", partial(_enter, running, place, name, len(presences), findings.say))
            for name in names
        ]
        contestants = [one for one in entered if one]
        laps = race.run(contestants, presences, rounds, others, findings, warm_up=warm_up) if contestants else {}
        memory = findings.peak_mb({one.name: partial(int, one.pid) for one in contestants})
    rates, to_rest = race.rates(laps), race.rates_to_rest(laps)
    return {
        "rates": figures.medians(rates),
        "ratios": figures.ratios(rates, "kapok"),
        "rates_to_rest": figures.medians(to_rest),
        "ratios_to_rest": figures.ratios(to_rest, "kapok"),
        "rss_mb": memory,
        "cpu_ms_per_event": {name: _cpu(done) for name, done in laps.items()},
        "rounds": {name: [round(one, 1) for one in all_of] for name, all_of in rates.items()},
        "events": events,
    }


def _enter(running: ExitStack, place: Arena, name: str, presences: int, say: Say) -> Contestant:
    if name in ("kapok", UNSEALED):
        one, _ = running.enter_context(kapok_hours.entered(place, name, presences))
    else:
        one = running.enter_context(competitor(place, name))
    say(f"{name} is ready: process {one.pid}")
    return one


def _cpu(laps: list[race.Lap]) -> dict[str, float]:
    events = sum(lap.events for lap in laps)
    return {name: round(sum(lap.cpu[name] for lap in laps) / events * 1000, 3) for name in laps[0].cpu}
