"""No service minds the order of events and commands, their copies, or how they are cut into batches.

A small season is played through all five services once, in its order. Then each service alone gets the same commands
and the same events again: in any order, copied, in batches of any size, the queues interleaved as they like; what it
stores and what others learn from it must be the same. Each run draws other orders; a failure prints the steps, and the
seed that repeats it. An order is drawn by a seed and not by hypothesis, which cannot hold as many choices as a season
has, and then takes the test for one that depends on something else.
"""

from __future__ import annotations

import datetime as dt
import os
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from cli.stack.stack import Stack
from runner.services import part
from services.incentives.entitlements import usecases as entitlements
from services.matching.rosters import usecases as rosters
from services.matching.rosters.selection import Selection
from services.registry.stations import usecases as stations
from shared import clock
from shared.config import SERVICES, load_settings
from shared.events.catalogue import contract
from shared.events.envelope import Event
from shared.store.client import connect
from shared.store.migrations import migrate
from shared.store.transaction import Store
from tests.integration import small_season
from tests.integration.listening import Service, lasting_name
from tests.integration.small_season import OUTCOMES, TWINS, Step
from tests.integration.told import TOLD, Knowledge

COMMANDS = "commands"
LARGEST_BATCH = 25
MOST_COPIES = 8
NO_LONGER_TOLD = {"match.proposed.v1"}
"""What is heard of the past alone: no queue of a new system ever has it."""
ELSEWHERE = {
    *("training.completed.v1", "work.submitted.v1", "beneficiary.registered.v1"),
    *("pairing.formed.v1", "pairing.agreed.v1", "pairing.ended.v1", "pairing.visited.v1", "signup.settled.v1"),
    "proposal.answered.v1",
    *("project.closed.v1", "project.cancelled.v1", "shift.changed.v1", "shift.closed.v1", "shift.cancelled.v1"),
    *("hours.reversed.v1", "roster.asked.v1", "report.taken_back.v1", "objection.decided.v1"),
}
"""Of rows that compete with each other, or are refused until more is known of people, which is told, too, and of steps
that are taken over HTTP: their orders are in tests/integration/projects/, hours/, incentives/; of rosters, matching."""


@dataclass
class Season:
    """The five services, the events that reached them when all was played in order, and where that led."""

    services: dict[str, Service]
    events: dict[str, list[Event]] = field(default_factory=dict)
    states: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    told: dict[str, Knowledge] = field(default_factory=dict)

    def play(self) -> None:
        """All commands, and all that follows, in order."""
        for name, service in self.services.items():
            service.take(step for group in small_season.commands(name) for step in group)
        self._spread()
        solve(self.services["matching"])
        entitlements.walk(self.services["incentives"].store, clock.now())
        close_station(self.services["registry"])
        self._spread()
        for name, service in self.services.items():
            self.states[name], self.told[name] = service.state(), TOLD[name](service)

    def _spread(self) -> None:
        while news := [event for service in self.services.values() for event in service.news()]:
            for event in news:
                self.events.setdefault(event.type, []).append(event)
                for listener in contract(event.type).listeners:
                    self.services[listener].hear([event])


def close_station(service: Service) -> None:
    """A step of what waited for its site and its organisation."""
    service.store.transact(lambda transaction: stations.close(transaction, "site-gz", dt.date(2018, 3, 1)))


def solve(service: Service) -> None:
    """A roster of everything that matching knows."""
    rosters.propose_roster(service.store, Selection())


@pytest.fixture(scope="module")
def season(stack: Stack) -> Iterator[Season]:
    """The season, played once."""
    with mock.patch.dict(os.environ, stack.home.environment(prefix="order_")):
        found = load_settings()
    with connect(found) as client:
        stores = {name: Store(client, found, name) for name in SERVICES}
        for name, store in stores.items():
            migrate(store.database, part(name, "migrations").MIGRATIONS)
        played = Season({name: Service(store) for name, store in stores.items()})
        played.play()
        yield played  # the databases go with the store


def test_the_season_has_every_outcome(season: Season) -> None:
    """What the orders are compared with is right in itself."""
    found = {one["_id"]: f"held:{one['reason']}" for one in season.services["hours"].store.database["held"].find()}
    found |= {
        one["_id"]: f"rejected:{one['reason']}" for one in season.services["hours"].store.database["rejected"].find()
    }
    found |= {
        event.data["attendance_ref"]: "credited"
        for event in season.events["hours.credited.v1"]
        if event.data["attendance_ref"]
    }
    twins = sorted(found.pop(twin) for twin in TWINS)
    assert found == OUTCOMES
    assert twins == ["credited", "held:overlap", "held:overlap"]
    assert all(not service.store.database["dead_letters"].find_one() for service in season.services.values())
    heard = {one for name in SERVICES for one in season.services[name].heard}
    assert {one for one in heard if not season.events.get(one)} == NO_LONGER_TOLD | ELSEWHERE


@pytest.mark.parametrize("name", SERVICES)
@settings(
    max_examples=12,
    deadline=None,
    database=None,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)
@given(seed=st.integers(0, 2**64))
def test_any_order_ends_the_same(name: str, season: Season, seed: int) -> None:
    """Stored is the same, but for which of the records of one presence is credited; and others know the same."""
    service = season.services[name]
    service.forget()
    scramble(service, season.events, random.Random(seed))
    if name == "matching":
        solve(service)
        service.news()
    if name == "incentives":
        entitlements.walk(service.store, clock.now())
        service.news()
    if name == "registry":
        close_station(service)
        while own := [event for event in service.news() if event.type in service.heard]:
            for event in own:
                service.hear([event])
    assert differences(season.states[name], service.state()) == []
    assert differences(season.told[name], TOLD[name](service)) == []


def differences(expected: dict[str, Any], found: dict[str, Any]) -> list[str]:
    """What is missing and what is too much, in lines that can be read."""
    return [
        f"{name}: {what} {one}"
        for name in sorted(expected.keys() | found.keys())
        for what, some, others in (
            ("missing", expected.get(name, []), found.get(name, [])),
            ("too much", found.get(name, []), expected.get(name, [])),
        )
        for one in (_without(some, others) if isinstance(some, list) else [some] if some != others else [])
    ]


def _without(some: list[str], others: list[str]) -> list[str]:
    left = list(others)
    return [one for one in some if one not in left or left.remove(one)]  # type: ignore[func-returns-value]


def scramble(service: Service, events: dict[str, list[Event]], chance: random.Random) -> None:
    """Everything reaches a service, batch by batch, until nothing is left; what it tells itself comes back too."""
    heard = {one for one in service.heard if contract(one).source != service.name and one in events}
    queues: dict[str, list[Any]] = {one: shuffled(events[one], chance) for one in sorted(heard)}
    queues[COMMANDS] = merged(small_season.commands(service.name), chance)
    while waiting := sorted(name for name, queue in queues.items() if queue):
        name, size = chance.choice(waiting), chance.randint(1, LARGEST_BATCH)
        batch, queues[name] = queues[name][:size], queues[name][size:]
        if name == COMMANDS:
            note(f"{len(batch)} commands: {[_command(step) for step in batch]}")
            service.take(batch)
        else:
            note(f"{name}: {[(lasting_name(event), event.sequence) for event in batch]}")
            service.hear(batch)
        own = [event for event in service.news() if event.type in service.heard]
        for event in own:
            queue = queues.setdefault(event.type, [])
            for _ in range(chance.randint(1, 2)):
                queue.insert(chance.randint(0, len(queue)), event)


def shuffled(events: list[Event], chance: random.Random) -> list[Event]:
    """All events, some of them again, in any order."""
    ordered = sorted(events, key=lambda event: (lasting_name(event), event.sequence or 0))
    return in_any_order([*ordered, *chance.choices(ordered, k=chance.randint(0, MOST_COPIES))], chance)


def merged(groups: list[list[Step]], chance: random.Random) -> list[Step]:
    """All commands, those of a group in its order, the groups merged in any way."""
    order = in_any_order([number for number, group in enumerate(groups) for _ in group], chance)
    groups_left = [iter(group) for group in groups]
    return [next(groups_left[number]) for number in order]


def in_any_order(some: list[Any], chance: random.Random) -> list[Any]:
    """The same ones."""
    return chance.sample(some, len(some))


def _command(step: Step) -> str:
    return next(iter(step[1].values.values())) if isinstance(step, tuple) else "a consent"
