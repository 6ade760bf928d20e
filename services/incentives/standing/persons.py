"""Registrations of one person: a merged one's entries count for the kept one while the merge is in force. Pure."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping

from services.incentives.standing.accounts import Account
from services.incentives.standing.domain import Standing
from services.incentives.standing.entries import Entry
from shared.rules.merges import Merge, merge_of, stands_for, tied_to
from shared.rules.policies import EVER


class Persons:
    """Some standings, with those of all to whom merges tie them.

    Args:
        day: on which day it is asked who is one person; None for as things stand now.
    """

    def __init__(self, standings: Mapping[str, Standing], day: dt.date | None = None) -> None:
        self._standings = standings
        self._merges = list(_merges(standings.values()))
        self._stands_for = stands_for(self._merges, day)
        self._merged: dict[str, list[str]] = defaultdict(list)
        for merged, kept in sorted(self._stands_for.items()):
            self._merged[kept].append(merged)

    def person(self, number: str) -> str:
        """The registration that stands for one: itself, unless it is merged away."""
        return self._stands_for.get(number, number)

    def registrations(self, number: str) -> list[str]:
        """Those whose entries count for a registration: none for one that is merged away."""
        return [] if number in self._stands_for else [number, *self._merged.get(number, ())]

    def tied(self, number: str) -> set[str]:
        """A registration and all that are or were one person with it."""
        return tied_to(self._merges, number) if self._merges else {number}

    def entries(self, number: str) -> list[Entry]:
        """The entries that count for a registration."""
        return self._of(self.registrations(number))

    def last_day(self, number: str) -> dt.date | None:
        """The day as of which a registration is decided on: its latest; without any, the latest of all tied to it.

        Days count on which everything was taken back: else what it gave would stay.
        """
        days = self._days(self.registrations(number)) or self._days(self.tied(number))
        return max(days, default=None)

    def reached(self, number: str) -> dt.date:
        """Up to which day time was followed for a registration, or for any that is tied to it."""
        known = (self._standings[one] for one in self.tied(number) if one in self._standings)
        return max((standing.reached for standing in known), default=EVER)

    def _of(self, numbers: Iterable[str]) -> list[Entry]:
        return [entry for standing in self._known(numbers) for entry in standing.counted]

    def _days(self, numbers: Iterable[str]) -> list[dt.date]:
        return [entry.day for standing in self._known(numbers) for entry in standing.entries.values()]

    def _known(self, numbers: Iterable[str]) -> list[Standing]:
        return [self._standings[number] for number in numbers if number in self._standings]


def persons_on(accounts: Mapping[str, Account], day: dt.date) -> Persons:
    """Who of some registrations is one person on a day."""
    return Persons({number: one.standing for number, one in accounts.items()}, day)


def known_as(accounts: Mapping[str, Account], persons: Persons, number: str) -> set[str]:
    """All numbers and names of a person, of whichever registration the number is."""
    found: set[str | None] = set()
    for one in (number, *persons.registrations(persons.person(number))):
        found |= {one, *((accounts[one].volunteer_ref, *accounts[one].names) if one in accounts else ())}
    return {one for one in found if one}


def _merges(standings: Iterable[Standing]) -> Iterable[Merge]:
    newest = {reference: facts for standing in standings for reference, facts in standing.merges.items()}
    return map(merge_of, newest.values())
