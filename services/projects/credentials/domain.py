"""A volunteer as the rules of projects see one: who it is, how old, and what the person holds on a day. Pure.

While a merge is in force the kept registration's verification, age and guardian's consent decide, and what the merged
one holds counts for the person (rules-network.md 2).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from shared.rules.ages import age_on
from shared.rules.spans import Span, through


class Licence(NamedTuple):
    """A licence that its issuer confirmed, and the days on which it is valid."""

    kind: str
    days: Span


@dataclass(frozen=True)
class Volunteer:
    """What is known of a volunteer.

    Attributes:
        number: of the registration that is named.
        person: of the one that stands for the person: itself, but for a merged one.
        birth_date: None while only another source's name of the person was heard.
        insured: the days that insurances cover.
        tied: whether a merge is about the registration, now or before; who is not is one person for certain.
    """

    number: str
    person: str
    verified: bool = False
    birth_date: dt.date | None = None
    guardian_consent_on: dt.date | None = None
    skills: frozenset[str] = frozenset()
    licences: tuple[Licence, ...] = ()
    insured: tuple[Span, ...] = ()
    tied: bool = True

    @property
    def numbers(self) -> frozenset[str]:
        """The registrations on whose facts rests what is decided of the person."""
        return frozenset((self.number, self.person))

    def is_younger(self, years: int, day: dt.date) -> bool:
        """Whether the person is younger on a day; nobody knows while the birth date is unknown."""
        return self.birth_date is not None and age_on(day, self.birth_date) < years

    def consents_on(self, day: dt.date) -> bool:
        """Whether a guardian's consent is dated on or before a day."""
        return self.guardian_consent_on is not None and self.guardian_consent_on <= day

    def holds(self, licence: str, day: dt.date) -> bool:
        """Whether a licence of a kind is valid on a day."""
        return any(one.kind == licence and one.days.has(day) for one in self.licences)

    def is_insured(self, day: dt.date) -> bool:
        """Whether an insurance covers a day."""
        return any(one.has(day) for one in self.insured)


def licences(found: Iterable[Mapping[str, Any]]) -> tuple[Licence, ...]:
    """Those that their issuers confirmed, from the copies' facts."""
    return tuple(Licence(one["kind"], _days(one["valid_from"], one["valid_to"])) for one in found if one["verified"])


def insured(found: Iterable[Mapping[str, Any]]) -> tuple[Span, ...]:
    """The days that insurances cover, from the copies' facts."""
    return tuple(_days(one["first_day"], one["last_day"]) for one in found)


def _days(first: str, last: str | None) -> Span:
    return through(dt.date.fromisoformat(first), dt.date.fromisoformat(last) if last else None)
