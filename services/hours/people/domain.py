"""A volunteer as the rules of hours see one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from shared.rules.ages import FULL_AGE, age_on


@dataclass(frozen=True)
class Person:
    """What the policy asks of a volunteer. `birth_date` is asked for only where it matters."""

    verified: bool
    birth_date: dt.date
    guardian_consent_on: dt.date | None

    def may_serve_on(self, day: dt.date) -> bool:
        """Whether the volunteer is of age on a day, or a guardian's consent is dated on or before it."""
        if age_on(day, self.birth_date) >= FULL_AGE:
            return True
        return self.guardian_consent_on is not None and self.guardian_consent_on <= day
