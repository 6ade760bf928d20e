"""An assignment: which offer takes a place of which shift, and the figures that tell how good it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.matching.rosters.problem import Problem


@dataclass(frozen=True, order=True)
class Filled:
    """A filled place; shift and offer by their place in the problem's lists."""

    shift: int
    offer: int
    cost: int


@dataclass(frozen=True)
class Figures:
    """How good an assignment is; fill rate is filled / places, coverage is covered_shifts / shifts."""

    filled: int
    places: int
    covered_shifts: int
    shifts: int
    total_cost: int


def figures(problem: Problem, assignment: Sequence[Filled]) -> Figures:
    """The figures of an assignment."""
    return Figures(
        filled=len(assignment),
        places=sum(shift.capacity for shift in problem.shifts),
        covered_shifts=len({place.shift for place in assignment}),
        shifts=len(problem.shifts),
        total_cost=sum(place.cost for place in assignment),
    )
