"""A roster: of the assignments that fill the most places one of least cost, with a greedy and a random one beside it.

Overlaps are rare: they need a shift that reaches into another part of a day which the same volunteer offers too. So
each component is solved as a flow first, as if they did not matter. Only components whose solutions do overlap are
joined and solved with that constraint, until nothing overlaps. Each step solves a problem with fewer constraints than
the whole one, so the first solution that keeps all of them is the best of the whole one.

Among equals in cost who serves less is preferred, one part of a day after another, where the policy says so. It never
costs a place or a metre; components that had to be joined look at cost alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from services.matching.rosters import baselines, flow, overlaps
from services.matching.rosters.assignment import Figures, Filled, figures
from services.matching.rosters.components import Groups, components
from services.matching.rosters.evenness import Loads
from services.matching.rosters.fixing import Fixed
from services.matching.rosters.problem import Problem


@dataclass(frozen=True)
class Roster:
    """A solved problem, and the figures of the three assignments."""

    assignment: list[Filled]
    figures: Figures
    greedy: Figures
    random: Figures


def solve(problem: Problem, fixed: Fixed | None = None) -> Roster:
    """Solve a problem, around what is fixed of it; the same problem has the same solution."""
    rest, kept = (fixed.rest, fixed.places) if fixed else (problem, [])
    assignment, greedy, random = (
        sorted([*kept, *some]) for some in (assign(rest), baselines.greedy(rest), baselines.at_random(rest))
    )
    return Roster(assignment, figures(problem, assignment), figures(problem, greedy), figures(problem, random))


def assign(problem: Problem) -> list[Filled]:
    """The assignment of most places and least cost.

    Raises:
        UnsolvedError: overlaps made it too hard to prove.
    """
    parts, loads = sorted(components(problem), key=lambda part: _begin(problem, part)), Loads(problem)
    solved = []
    for part in parts:
        solved.append(flow.most_places_least_cost(problem, part, loads.of))
        loads.add(solved[-1])
    while clashes := overlaps.find_overlaps(problem, [place for one in solved for place in one]):
        parts, solved = _join(problem, parts, solved, clashes)
    return sorted(place for one in solved for place in one)


def _begin(problem: Problem, part: Sequence[int]) -> tuple[dt.datetime, int]:
    return min((problem.shifts[number].starts_at, number) for number in part)


def _join(
    problem: Problem, parts: list[list[int]], solved: list[list[Filled]], clashes: list[tuple[int, int]]
) -> tuple[list[list[int]], list[list[Filled]]]:
    """Join the parts whose solutions clash, and solve what was joined."""
    from services.matching.rosters import constraints  # noqa: PLC0415  # takes long to load

    part_of = {shift: number for number, part in enumerate(parts) for shift in part}
    groups = Groups(len(parts))
    for one, other in clashes:
        groups.join(part_of[one], part_of[other])
    members: dict[int, list[int]] = {}
    for number in range(len(parts)):
        members.setdefault(groups.of(number), []).append(number)
    joined = [sorted(shift for number in numbers for shift in parts[number]) for numbers in members.values()]
    again = [
        solved[numbers[0]]
        if len(numbers) == 1
        else constraints.most_places_least_cost(problem, shifts, [place for n in numbers for place in solved[n]])
        for numbers, shifts in zip(members.values(), joined, strict=True)
    ]
    return joined, again
