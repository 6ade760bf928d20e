"""Registrations of one person: what a merged one offered and served counts for the kept one. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from shared.rules.merges import Merge, stands_for


class Persons:
    """Who is one person as things stand, by numbers."""

    def __init__(self, merges: Iterable[Merge]) -> None:
        self._stands_for = stands_for(merges)

    def person(self, number: str) -> str:
        """The registration that stands for one: itself, unless it is merged away."""
        return self._stands_for.get(number, number)

    def registrations(self, numbers: Iterable[str]) -> set[str]:
        """Registrations, and those that are merged into them."""
        some = set(numbers)
        return some | {merged for merged, kept in self._stands_for.items() if kept in some}
