"""Rosters of several cities side by side: a task for each city, and how far they all are. Pure.

A volunteer takes places in one city alone, the one of the registration (rosters/conditions.py), so cities share nobody,
and the rosters of all cities are the province's. Who moves, or is merged into a registration elsewhere, while they are
solved, might be met in two of them: the city that has the person first keeps the person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from services.matching.facts.persons import Persons
from shared.rules.merges import Merge

WAITING, SOLVING, SOLVED, FAILED = "waiting", "solving", "solved", "failed"
STATES = (WAITING, SOLVING, SOLVED, FAILED)
SETTLED = (SOLVED, FAILED)
TOO_MANY_OVERLAPS, ENDED, BROKE = "too_many_overlaps", "solver_ended", "solver_failed"
REASONS = (TOO_MANY_OVERLAPS, ENDED, BROKE)
FIGURES = ("filled", "places", "covered_shifts", "shifts")

Task = Mapping[str, Any]


def is_settled(tasks: Sequence[Task]) -> bool:
    """Whether nothing more becomes of any."""
    return all(one["state"] in SETTLED for one in tasks)


def placed_twice(mine: Iterable[str], elsewhere: Iterable[str], merges: Iterable[Merge]) -> set[str]:
    """Who of one city has a place in another one, too, as registrations stand for each other now."""
    persons = Persons(merges)
    theirs = {persons.person(number) for number in elsewhere}
    return {number for number in mine if persons.person(number) in theirs}


def progress(tasks: Sequence[Task]) -> dict[str, Any]:
    """How many tasks are how far, and the figures of those that are solved, taken together."""
    counted = Counter(one["state"] for one in tasks)
    figures = {name: sum(one["figures"][name] for one in tasks if one["state"] == SOLVED) for name in FIGURES}
    return {"complete": is_settled(tasks), "states": {state: counted[state] for state in STATES}, **figures}
