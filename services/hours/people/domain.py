"""A volunteer as the rules of hours see one, and who stands behind a reference."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from shared.rules.ages import FULL_AGE, age_on
from shared.sources import SEPARATOR


@dataclass(frozen=True)
class Person:
    """What the policy asks of a volunteer.

    Attributes:
        known_as: references and numbers under which systems know the person.
    """

    verified: bool
    birth_date: dt.date
    guardian_consent_on: dt.date | None
    known_as: tuple[str, ...] = ()

    def may_serve_on(self, day: dt.date) -> bool:
        """Whether the volunteer is of age on a day, or a guardian's consent is dated on or before it."""
        if age_on(day, self.birth_date) >= FULL_AGE:
            return True
        return self.guardian_consent_on is not None and self.guardian_consent_on <= day

    def is_one_of(self, names: Iterable[str]) -> bool:
        """Whether one of the names is the person's, with its source or bare, in capitals or small letters."""
        own = {one.casefold() for name in self.known_as for one in (name, name.rpartition(SEPARATOR)[2])}
        return any(name.casefold() in own for name in names)


@dataclass(frozen=True)
class Identity:
    """Who stands behind a reference.

    Attributes:
        decided_by: the reference of the registration whose facts decide: for a merged one, that of the kept one.
        number: of the registration that is named, under which its entries stand; None for one that is not known.
        person: the facts that decide; None while they are not known.
        others: the numbers of the person's other registrations, whose entries no presence may overlap.
        was_rejected: whether a presence of this name was rejected for what the person is.
        erased: the number of who was erased under the name, where it is nobody else's.
    """

    decided_by: str
    number: str | None = None
    person: Person | None = None
    others: tuple[str, ...] = ()
    was_rejected: bool = False
    erased: str | None = None

    @property
    def numbers(self) -> tuple[str, ...]:
        """All numbers of the person."""
        return () if self.number is None else (self.number, *self.others)
