"""Shifts that overlap for a volunteer who has places at both: where a flow leads to none, its solution is the best."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from services.matching.rosters.assignment import Filled
from services.matching.rosters.problem import Problem


class UnsolvedError(Exception):
    """The solver could not prove within its patience that an assignment is the best."""


def find_overlaps(problem: Problem, assignment: Sequence[Filled]) -> list[tuple[int, int]]:
    """Pairs of shifts in which one volunteer has places although they overlap."""
    by_volunteer: dict[str, list[int]] = defaultdict(list)
    for place in assignment:
        by_volunteer[problem.offers[place.offer].volunteer_ref].append(place.shift)
    found = []
    for taken in by_volunteer.values():
        taken.sort(key=lambda number: (problem.shifts[number].starts_at, number))
        latest = taken[0]
        for earlier, later in pairwise(taken):
            if problem.shifts[earlier].ends_at > problem.shifts[latest].ends_at:
                latest = earlier
            if problem.shifts[latest].overlaps(problem.shifts[later]):
                found.append((latest, later))
    return found
