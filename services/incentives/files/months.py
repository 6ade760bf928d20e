"""A month of a partner's feed in figures: by type, by day, and by the city that events name. Pure.

A count of so few people that it points at one is left out, and with it whatever it could be reckoned from.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

FEWEST = 5
"""People of whom a count is shown (no source)."""


@dataclass(frozen=True)
class Figure:
    """Events, and of how many people they tell; None for who are too few to be shown."""

    of: str
    events: int | None
    people: int | None


@dataclass(frozen=True)
class Month:
    """What a partner was told in a month.

    Attributes:
        first: its first day.
        types, cities, days: by type of event, by city code, and by day; each in order of its name.
    """

    first: dt.date
    whole: Figure
    types: tuple[Figure, ...]
    cities: tuple[Figure, ...]
    days: tuple[Figure, ...]


def counted(events: Iterable[Mapping[str, Any]], first: dt.date) -> Month:
    """The figures of a month's events; one that comes twice counts once."""
    seen = set[str]()
    whole, types, cities, days = Tally(), Tally(), Tally(), Tally()
    for event in events:
        if event["id"] not in seen:
            seen.add(event["id"])
            person = event["subject"]
            whole.add("", person)
            types.add(event["type"], person)
            days.add(event["day"], person)
            if city := event["data"].get("city_code"):
                cities.add(city, person)
    (all_of_it,) = whole.shown() or (Figure("", 0, 0),)
    return Month(first, all_of_it, types.shown(), cities.shown(), days.shown())


class Tally:
    """Events and people by a name."""

    def __init__(self) -> None:
        self._events: Counter[str] = Counter()
        self._people: dict[str, set[str]] = defaultdict(set)

    def add(self, name: str, person: str) -> None:
        """One event of a person."""
        self._events[name] += 1
        self._people[name].add(person)

    def shown(self) -> tuple[Figure, ...]:
        """The figures, without those of too few people."""
        people = {name: len(some) for name, some in self._people.items()}
        hidden = too_few(people)
        return tuple(
            Figure(name, None, None) if name in hidden else Figure(name, self._events[name], people[name])
            for name in sorted(people)
        )


def too_few(people: Mapping[str, int]) -> set[str]:
    """The names whose count is not shown: of too few people; where that is one alone, the next smallest, too.

    Else the one would be what the others leave of the whole.
    """
    hidden = {name for name, count in people.items() if count < FEWEST}
    if len(hidden) == 1 and len(people) > 1:
        hidden.add(min(people.keys() - hidden, key=lambda name: (people[name], name)))
    return hidden
