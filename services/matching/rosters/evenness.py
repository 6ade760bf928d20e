"""Who serves how much as a roster grows, so that who serves less is preferred among equals in cost. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from services.matching.rosters.assignment import Filled, added
from services.matching.rosters.problem import Problem


class Loads:
    """How much everybody serves, while parts of a roster are solved one after another: the earlier ones count."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._gained: Counter[str] = Counter()

    def of(self, offer: int) -> int:
        """In steps; 0 where nobody is preferred."""
        evenness = self._problem.evenness
        if evenness is None:
            return 0
        return evenness.level(self._problem.lately[offer] + self._gained[self._problem.offers[offer].volunteer_ref])

    def add(self, places: Iterable[Filled]) -> None:
        """A part is solved."""
        self._gained.update(added(self._problem, places))
