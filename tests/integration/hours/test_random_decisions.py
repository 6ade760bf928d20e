"""Random records and decisions, in any order: all that follows from hours is what the entries alone give.

Sixty operations each time; `OPERATIONS=10000` of the environment draws as many. A failure prints the seed, and
`SEED` repeats it.
"""

from __future__ import annotations

import os
import random
import sys
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise
from typing import Any

from services.hours.attendance import due, verdicts
from services.hours.attendance.ladder import WHY_REFUSED
from services.hours.balances.usecases import take_balances
from services.hours.corrections import usecases as corrections
from services.hours.corrections.domain import BECAUSE
from services.hours.ledger import usecases as ledger
from services.hours.shifts.domain import Interval
from services.incentives.standing.domain import evaluate
from services.incentives.standing.entries import Entry
from shared import clock
from shared.clock import from_text
from shared.events.envelope import Event
from shared.intake.rows import Line
from shared.rules.faults import Refused, Unknown
from shared.rules.merges import merge_of, stands_for
from shared.rules.reversals import counting
from tests.integration.conftest import MakeStore
from tests.integration.hours.county import balance, presence, shift
from tests.integration.listening import Service, hear
from tests.integration.registrations import Registry, erased, merged, number_of

OPERATIONS, SEED = int(os.environ.get("OPERATIONS", "60")), os.environ.get("SEED")
PEOPLE = [f"v{number}" for number in range(8)]
PAIRS = [("v0", "v1"), ("v2", "v3"), ("v0", "v2")]
MORTAL = PEOPLE[-2:]
CITIES = {"foshan": "440600", "shenzhen": "440303"}


class World:
    """Hours, and incentives, which hears of it late, twice and in any order."""

    def __init__(self, hours: Service, incentives: Service, chance: random.Random) -> None:
        self.hours, self.incentives, self.chance = hours, incentives, chance
        self.number = 0
        self.on_the_way: list[Event] = []
        self.ties: dict[tuple[str, str], int] = defaultdict(int)
        registry = Registry(hours.store.settings)
        hear(hours, *(_whole_day(shift(place, region)) for place, region in CITIES.items()))
        for one in PEOPLE:
            for state in (registry.state(one, sequence) for sequence in (1, 2)):
                hear(hours, state)
                hear(incentives, state)

    def act(self) -> None:
        """One operation, and some of what was told arrives."""
        operations: list[Callable[[], None]] = [
            *[self.log] * 4,
            self.state_balance,
            *[self.decide] * 4,
            *[self.put_right] * 3,
            self.end_notices,
            self.tie,
            self.erase,
        ]
        self.chance.choice(operations)()
        self.on_the_way += [one for one in self.hours.news() if one.type.startswith("hours.")]
        if self.chance.random() < 0.3:
            self.arrive(self.chance.randint(0, len(self.on_the_way)))

    def arrive(self, many: int) -> None:
        """Some of it in any order, some of it again."""
        self.chance.shuffle(self.on_the_way)
        some, self.on_the_way = self.on_the_way[:many], self.on_the_way[many:]
        self.on_the_way += [one for one in some if self.chance.random() < 0.1]
        for kind in ("hours.reversed.v1", "hours.credited.v1"):
            batch = [one for one in some if one.type == kind]
            if batch:
                for service in (self.incentives, self.hours):
                    service.hear(batch)

    def log(self) -> None:
        """A presence of some hours, measured or entered later."""
        self.number += 1
        start = self.chance.randint(0, 18)
        more = self.chance.choice([{}, {}, {"method": "backfilled", "recorded_by": "clerk"}])
        one = presence(f"p{self.number}", self.chance.choice([*CITIES]), self.chance.choice(PEOPLE), **more)
        day, end = self.chance.randint(10, 28), self.chance.randint(start + 1, 23)
        times = {"checked_in_at": start, "checked_out_at": end}
        at = {name: f"2018-02-{day:02d}T{hour:02d}:00:00+08:00" for name, hour in times.items()}
        self.hours.hear([replace(one, data={**one.data, **at})])

    def state_balance(self) -> None:
        """Many hours of an earlier system."""
        self.number += 1
        row = balance(f"b{self.number}", self.chance.choice([*CITIES.values()]), self.chance.choice(PEOPLE[:-2]))
        line = Line(2, {**row, "minutes": self.chance.randint(600, 12_000)})
        self.hours.store.transact(lambda transaction: take_balances(transaction, [line]))

    def decide(self) -> None:
        """Something that is held is approved, refused or objected to by somebody."""
        held = [one["_id"] for one in self.hours.store.database["held"].find({}, {"_id": 1})]
        if held:
            name, by = self.chance.choice(sorted(held)), self.chance.choice(["lead", "head", "chief", *PEOPLE])
            why = self.chance.choice(WHY_REFUSED)
            deed: Callable[[Any], Any] = self.chance.choice(
                [
                    *[lambda transaction: verdicts.approve(transaction, name, by)] * 3,
                    lambda transaction: verdicts.refuse(transaction, name, by, why),
                    lambda transaction: verdicts.object_to(transaction, name, by),
                ]
            )
            self.hours.store.transact(deed)

    def put_right(self) -> None:
        """Something that was credited is taken back, or part of it."""
        credited = sorted(one["_id"] for one in self.hours.store.database["ledger"].find({}, {"_id": 1}))
        if not credited:
            return
        name, by, why = self.chance.choice(credited), self.chance.choice(["lead", *PEOPLE]), self.chance.choice(BECAUSE)
        first, last = sorted(self.chance.sample(range(24), 2))
        day = self.chance.randint(10, 28)
        kept = Interval(*(from_text(f"2018-02-{day:02d}T{hour:02d}:00:00+08:00") for hour in (first, last)))
        balance_ref = name.removeprefix("opening:")
        deed: Callable[[Any], Any] = self.chance.choice(
            [
                lambda transaction: corrections.reverse(transaction, name, why, by),
                lambda transaction: corrections.cut(transaction, name, kept, why, by),
            ]
        )
        if balance_ref != name:
            deed = lambda transaction: corrections.reverse_balance(transaction, balance_ref, why, by)  # noqa: E731
        with suppress(Refused, Unknown):
            self.hours.store.transact(deed)

    def end_notices(self) -> None:
        """All public notices are over."""
        due.end_public_notices(self.hours.store, clock.today().replace(year=2999))

    def tie(self) -> None:
        """Two registrations are one person, or two again."""
        pair = self.chance.choice(PAIRS)
        self.ties[pair] += 1
        sequence = self.ties[pair]
        event = merged(*pair, until="2018-03-20" if sequence % 2 == 0 else None, sequence=sequence)
        for service in (self.hours, self.incentives):
            service.hear([event])

    def erase(self) -> None:
        """Somebody is forgotten, now and then."""
        if self.chance.random() < 0.2:
            event = erased(self.chance.choice(MORTAL))
            for service in (self.hours, self.incentives):
                service.hear([event])


def _whole_day(event: Event) -> Event:
    """A shift as long as all presences are."""
    times = {"starts_at": "2018-02-01T00:00:00+08:00", "ends_at": "2018-03-01T00:00:00+08:00"}
    return replace(event, data={**event.data, **times})


def test_all_that_follows_is_what_the_entries_give(make_store: MakeStore) -> None:
    """Totals, days of service, stars, points and eligibility, of each registration and each person."""
    seed = int(SEED) if SEED else random.randrange(2**32)
    sys.stderr.write(f"SEED={seed}\n")
    world = World(Service(make_store("hours")), Service(make_store("incentives")), random.Random(seed))
    for _ in range(OPERATIONS):
        world.act()
    while world.on_the_way:
        world.arrive(len(world.on_the_way))
    entries: dict[str, dict[str, Any]] = defaultdict(dict)
    for one in world.hours.store.database["ledger"].find():
        entries[one["volunteer"]][one["_id"]] = one
    counted = {number: counting(some) for number, some in entries.items()}
    _check_hours(world.hours, entries, counted)
    _check_incentives(world.incentives, entries, counted)


def _check_hours(service: Service, entries: dict[str, dict[str, Any]], counted: dict[str, Any]) -> None:
    totals = {one["volunteer"]: one["minutes"] for one in ledger.totals(service.store)}
    for number, some in counted.items():
        assert sum(one["minutes"] for one in some.values()) == totals[number] >= 0
        spans = sorted((one["starts_at"], one["ends_at"]) for one in some.values() if one["starts_at"])
        assert all(end <= start for (_, end), (start, _) in pairwise(spans))
        if kept := service.store.database["figure_people"].find_one({"_id": number}):
            served = counting({entry: day for day, entry in kept["served"]})
            assert {name: one["day"] for name, one in some.items() if one["attendance_ref"]} == served
    outcomes: dict[str, int] = defaultdict(int)
    for some in entries.values():
        for one in some.values():
            outcomes[one["attendance_ref"]] += one["minutes"]
    for one in service.store.database["ledger"].find({"starts_at": {"$ne": None}}, {"attendance_ref": 1}):
        assert outcomes[one["attendance_ref"]] >= 0


def _check_incentives(service: Service, entries: dict[str, dict[str, Any]], counted: dict[str, Any]) -> None:
    standings = {one["_id"]: one for one in service.store.database["standings"].find()}
    ties = list(service.store.database["merges"].find())
    stands = stands_for([merge_of(one) for one in ties if "merged_at" in one])
    assert entries.keys() <= standings.keys()
    for number, stored in standings.items():
        own = [one for one in standings if stands.get(one, one) == number] if number not in stands else []
        known = [
            Entry(one["_id"], one["region_code"], from_day(one["day"]), one["minutes"])
            for registration in own
            for one in counted.get(registration, {}).values()
        ]
        if stored["earned"] is None:
            assert not known
        else:
            decisions = evaluate(known, from_day(stored["earned"]["as_of"]))
            points = {city: one.points for city, one in decisions.points.items() if one.points}
            assert decisions.stars.stars == stored["earned"]["stars"]["stars"]
            assert points == {city: one["points"] for city, one in stored["earned"]["points"].items()}
            assert decisions.award.eligible == bool(stored["earned"]["award"])
    assert number_of(PEOPLE[0]) in standings


def from_day(text: str) -> Any:
    """A day."""
    return clock.china_day(from_text(f"{text}T12:00:00+08:00"))
