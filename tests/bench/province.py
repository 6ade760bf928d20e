"""A province's offers and shifts as matching knows them, drawn by chance: so many that solving is what takes time."""

from __future__ import annotations

import datetime as dt
import random

from services.matching.facts.domain import Offer, Shift, Volunteer
from services.matching.facts.workload import Served, workload
from services.matching.rosters.problem import Inputs
from shared.clock import CHINA
from shared.regions import city_codes

FIRST = dt.date(2018, 2, 1)
DAYS = 5
HOURS = {"morning": 8, "afternoon": 13, "evening": 18}
LONG = dt.timedelta(hours=4)
SKILLS = ("first_aid", "english", "driving", "sign_language")
SERVICES = ("guidance", "order", "priority_help")
OFFERED = 2
"""Parts of days of each volunteer."""


def inputs(volunteers: int, shifts: int, seed: int = 2018) -> Inputs:
    """Volunteers of all cities who offer two parts of five days, and shifts with more places than are offered."""
    chance = random.Random(seed)
    people = [_volunteer(chance, number) for number in range(volunteers)]
    offers = {_offer(chance, one) for one in people for _ in range(OFFERED)}
    capacity = max(1, round(1.2 * len(offers) / shifts))
    served = ((one.number, _served(chance)) for one in people for _ in range(chance.randrange(4)))
    return Inputs(
        [_shift(chance, number, capacity) for number in range(shifts)],
        {one.ref: one for one in people},
        sorted(offers),
        workload(served),
    )


def _place(chance: random.Random, city: str) -> tuple[float, float]:
    """Within some fifty kilometres of the middle of a city."""
    number = city_codes().index(city)
    return 21.5 + number % 5 * 0.8 + chance.gauss(0, 0.2), 110.5 + number // 5 * 1.3 + chance.gauss(0, 0.2)


def _volunteer(chance: random.Random, number: int) -> Volunteer:
    city = chance.choice(city_codes())
    born = dt.date(1950, 1, 1) + dt.timedelta(days=chance.randrange(50 * 365))
    skills = frozenset(one for one in SKILLS if chance.random() < 0.4)
    return Volunteer(f"KV{number}", f"v-{number:06}", city, skills, True, None, born, *_place(chance, city))


def _offer(chance: random.Random, volunteer: Volunteer) -> Offer:
    return Offer(volunteer.ref, FIRST + dt.timedelta(days=chance.randrange(DAYS)), chance.choice(list(HOURS)))


def _shift(chance: random.Random, number: int, capacity: int) -> Shift:
    city = chance.choice(city_codes())
    day, hour = FIRST + dt.timedelta(days=chance.randrange(DAYS)), chance.choice(list(HOURS.values()))
    start = dt.datetime.combine(day, dt.time(hour), CHINA)
    places, skill = chance.randint(1, 2 * capacity - 1), chance.choice((None, None, *SKILLS))
    service = chance.choice(SERVICES)
    return Shift(f"s-{number:05}", "p", start, start + LONG, places, service, skill, 18, city, *_place(chance, city))


def _served(chance: random.Random) -> Served:
    day = FIRST - dt.timedelta(days=chance.randint(1, 30))
    return Served(dt.datetime.combine(day, dt.time(9), CHINA), 30 * chance.randint(2, 16))
