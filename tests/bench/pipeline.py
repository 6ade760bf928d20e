"""`kapok bench pipeline`: one hop, from logged attendance to credited hours, by Kapok and by three others."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import ExitStack
from typing import Any

from tests.bench import costs, figures, kapok_hours, latency, machine, race, season, sizes
from tests.bench.arena import Arena
from tests.bench.contestants import COMPETITORS, Contestant, competitor
from tests.bench.race import Say

CONTESTANTS = (*COMPETITORS, "kapok")


def measure(
    place: Arena,
    events: int,
    rounds: int,
    say: Say,
    *,
    only: Collection[str] = CONTESTANTS,
    skip: Collection[str] = (),
    ledgers: Sequence[int] = sizes.LEDGERS,
) -> dict[str, Any]:
    """All figures, as they are written as JSON."""
    found = _race(place, [name for name in CONTESTANTS if name in only], events, rounds, say)
    found |= {"by_ledger_size": {}} if "sizes" in skip else sizes.measure(place, events, rounds, ledgers, say)
    path = {"latency_ms": {}} if "latency" in skip else latency.measure(place, say)
    found["rss_mb"] |= path.pop("rss_mb", {})
    found["rss_mb"] |= {name: costs.peak_mb(place.pid(name)) for name in ("broker", "store")}
    return {**found, **path, "machine": machine.describe()}


def _race(place: Arena, names: list[str], events: int, rounds: int, say: Say) -> dict[str, Any]:
    others = {name: place.pid(name) for name in ("store", "broker")}
    warm_up = race.warm_up_for(events)
    presences = season.presences(events + warm_up)
    with ExitStack() as running:
        contestants = [_enter(running, place, name, len(presences), say) for name in names]
        laps = race.run(contestants, presences, rounds, others, say, warm_up=warm_up) if contestants else {}
        memory = {one.name: costs.peak_mb(one.pid) for one in contestants}
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
    if name == "kapok":
        one, _ = running.enter_context(kapok_hours.entered(place, name, presences))
    else:
        one = running.enter_context(competitor(place, name))
    say(f"{name} is ready: process {one.pid}")
    return one


def _cpu(laps: list[race.Lap]) -> dict[str, float]:
    events = sum(lap.events for lap in laps)
    return {name: round(sum(lap.cpu[name] for lap in laps) / events * 1000, 3) for name in laps[0].cpu}
