"""What an assignment is compared with: a greedy one and a random one, both within the hard conditions."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable

from services.matching.facts.domain import Shift
from services.matching.rosters.assignment import Filled
from services.matching.rosters.problem import Problem

Choice = tuple[int, int]
"""Cost and offer."""


def greedy(problem: Problem) -> list[Filled]:
    """Shifts in the order of their start; each place to the cheapest volunteer who is eligible and still free."""
    order = sorted(range(len(problem.shifts)), key=lambda n: (problem.shifts[n].starts_at, n))
    return _assign(problem, order, sorted)


def at_random(problem: Problem, seed: int = 0) -> list[Filled]:
    """Shifts in a random order; each place to any volunteer who is eligible and still free."""
    chance = random.Random(seed)  # noqa: S311  # a figure to compare with, no secret
    order = list(range(len(problem.shifts)))
    chance.shuffle(order)

    def shuffled(choices: Iterable[Choice]) -> list[Choice]:
        mixed = sorted(choices)
        chance.shuffle(mixed)
        return mixed

    return _assign(problem, order, shuffled)


def _assign(problem: Problem, order: Iterable[int], prefer: Callable[[Iterable[Choice]], list[Choice]]) -> list[Filled]:
    used: set[int] = set()
    taken: dict[str, list[Shift]] = defaultdict(list)
    filled = []
    for number in order:
        shift, options, free = problem.shifts[number], problem.options[number], problem.shifts[number].capacity
        for cost, offer in prefer(zip(options.costs, options.offers, strict=True)):
            if not free:
                break
            volunteer = problem.offers[offer].volunteer_ref
            if offer not in used and not any(shift.overlaps(other) for other in taken[volunteer]):
                used.add(offer)
                taken[volunteer].append(shift)
                filled.append(Filled(number, offer, cost))
                free -= 1
    return sorted(filled)
