"""A volunteer as the rules of hours see one."""

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
