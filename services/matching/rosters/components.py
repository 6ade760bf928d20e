"""Parts of a problem that have nothing to do with each other, so that each can be solved by itself."""

from __future__ import annotations

from collections.abc import Iterable

from services.matching.rosters.problem import Problem


class Groups:
    """Disjoint sets of numbers 0 to n-1 that can be joined; a set is named by its smallest number."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def of(self, number: int) -> int:
        """The name of the set of a number."""
        parent = self._parent
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    def join(self, one: int, other: int) -> int:
        """Make one set of two."""
        first, second = sorted((self.of(one), self.of(other)))
        self._parent[second] = first
        return first


def components(problem: Problem) -> list[list[int]]:
    """The shifts that share an offer, directly or through others; shifts that nobody can take are left out."""
    groups = Groups(len(problem.shifts))
    first_with: dict[int, int] = {}
    for number, options in enumerate(problem.options):
        for offer in options.offers:
            groups.join(number, first_with.setdefault(offer, number))
    return _sets(groups, (number for number, options in enumerate(problem.options) if options.offers))


def _sets(groups: Groups, members: Iterable[int]) -> list[list[int]]:
    found: dict[int, list[int]] = {}
    for number in members:
        found.setdefault(groups.of(number), []).append(number)
    return list(found.values())
