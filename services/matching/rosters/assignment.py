"""An assignment: which offer takes a place of which shift, and the figures that tell how good it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.matching.rosters.problem import Problem

MINUTE = 60
FEW = 10
"""Of fewer people who offer time it is not told how evenly they serve: it would tell of each how much (no source)."""


@dataclass(frozen=True, order=True)
class Filled:
    """A filled place; shift and offer by their place in the problem's lists."""

    shift: int
    offer: int
    cost: int


@dataclass(frozen=True)
class Figures:
    """How good an assignment is; fill rate is filled / places, coverage is covered_shifts / shifts.

    Attributes:
        gini_of_minutes: how unevenly minutes are spread over all who offer time, those served lately with those of the
            assignment; None of too few people.
    """

    filled: int
    places: int
    covered_shifts: int
    shifts: int
    total_cost: int
    gini_of_minutes: float | None = None


def figures(problem: Problem, assignment: Sequence[Filled]) -> Figures:
    """The figures of an assignment."""
    people = minutes(problem, assignment)
    return Figures(
        filled=len(assignment),
        places=sum(shift.capacity for shift in problem.shifts),
        covered_shifts=len({place.shift for place in assignment}),
        shifts=len(problem.shifts),
        total_cost=sum(place.cost for place in assignment),
        gini_of_minutes=gini(people) if len(people) >= FEW else None,
    )


def gini(values: Sequence[int]) -> float:
    """How unevenly something is spread: 0 where all have the same, near 1 where one has all."""
    ordered, total = sorted(values), sum(values)
    if not total:
        return 0.0
    ranked = sum(rank * value for rank, value in enumerate(ordered, 1))
    return 2 * ranked / (len(ordered) * total) - (len(ordered) + 1) / len(ordered)


def minutes(problem: Problem, places: Iterable[Filled]) -> list[int]:
    """What each volunteer who offers time has served and would serve, in minutes."""
    gained = added(problem, places)
    return [problem.served.get(ref, 0) + gained[ref] for ref in {offer.volunteer_ref for offer in problem.offers}]


def added(problem: Problem, places: Iterable[Filled]) -> Counter[str]:
    """The minutes of some places, by volunteer."""
    gained: Counter[str] = Counter()
    for place in places:
        shift, volunteer = problem.shifts[place.shift], problem.offers[place.offer].volunteer_ref
        gained[volunteer] += int((shift.ends_at - shift.starts_at).total_seconds()) // MINUTE
    return gained
