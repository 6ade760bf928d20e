"""Races in rounds: everybody in turn with the same presences, so that the machine's moods hit all alike."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from shared.events.envelope import Event
from tests import processes
from tests.bench import costs
from tests.bench.contestants import Contestant
from tests.bench.findings import Findings

SLOWEST = 10
"""Events a second below which a contestant is given up."""
WARM_UP = 500
Say = Callable[[str], None]


@dataclass(frozen=True)
class Lap:
    """One contestant's work on one round's presences, and the processor time that it took where.

    Attributes:
        seconds: until the last event has come out.
        seconds_to_rest: until all is done, too, that has time. Processor time is until then.
    """

    events: int
    seconds: float
    seconds_to_rest: float
    cpu: dict[str, float] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        """Events a second."""
        return self.events / self.seconds

    @property
    def rate_to_rest(self) -> float:
        """Events a second, with all that follows from them."""
        return self.events / self.seconds_to_rest


Laps = dict[str, list[Lap]]


def warm_up_for(events: int) -> int:
    """How many presences to warm up with, before so many that are measured."""
    return min(WARM_UP, events)


def rates(laps: Laps) -> dict[str, list[float]]:
    """Everybody's events a second, round by round."""
    return {name: [one.rate for one in done] for name, done in laps.items()}


def rates_to_rest(laps: Laps) -> dict[str, list[float]]:
    """The same, with all that follows."""
    return {name: [one.rate_to_rest for one in done] for name, done in laps.items()}


def run(
    contestants: Sequence[Contestant],
    presences: Sequence[Event],
    rounds: int,
    others: Mapping[str, int],
    findings: Findings,
    *,
    warm_up: int = 0,
) -> Laps:
    """Let all run, round by round. Who fails drops out, and what was measured of it until then counts.

    Args:
        others: the numbers of further processes whose processor time is of interest.
        warm_up: so many of the first presences are for warming up, which nobody measures.
    """
    running = [one for one in contestants if _take(findings, "warming up", one, presences[:warm_up], others)]
    laps: Laps = {one.name: [] for one in running}
    size = (len(presences) - warm_up) // rounds
    for number in range(rounds):
        start = warm_up + number * size
        for one in list(running):
            name = f"round {number + 1} of {rounds}"
            if done := _take(findings, name, one, presences[start : start + size], others):
                laps[one.name].append(done)
                findings.say(f"{name}: {one.name} {done.rate:,.0f} events/s")
            else:
                running.remove(one)
    return {name: done for name, done in laps.items() if done}


def _take(
    findings: Findings, name: str, one: Contestant, presences: Sequence[Event], others: Mapping[str, int]
) -> Lap | None:
    return findings.take(f"{name}: {one.name}", partial(lap, one, presences, others))


def lap(contestant: Contestant, presences: Sequence[Event], others: Mapping[str, int]) -> Lap:
    """From the moment that the process goes on, its queue full, until its last event has come out, and until it rests.

    Raises:
        Incomplete: not every presence has led to one event.
    """
    if not presences:
        return Lap(0, 1, 1)
    pids = {"own": contestant.pid, **others}
    with contestant.paused():
        contestant.feed(presences)
        before = {name: costs.cpu_seconds(pid) for name, pid in pids.items()}
        begun = time.perf_counter()
    contestant.output.wait_for(len(presences), 10 + len(presences) / SLOWEST)
    seconds = time.perf_counter() - begun
    processes.eventually(contestant.is_at_rest, 60 + len(presences) / SLOWEST)
    to_rest = time.perf_counter() - begun
    cpu = {name: costs.cpu_seconds(pid) - before[name] for name, pid in pids.items()}
    contestant.output.take({event.data["attendance_ref"] for event in presences})
    return Lap(len(presences), seconds, to_rest, cpu)
