"""The policies of placements: which terms they may have, how old one must be, and how a part of a month is paid."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.projects.placements import domain
from shared.kinds import Case
from shared.rules.ages import FULL_AGE
from shared.rules.conditions import Conditions
from shared.rules.places import PROVINCE
from shared.rules.policies import EVER, Policy


@dataclass(frozen=True)
class PlacementPolicy(Conditions):
    """Which placements are taken.

    Attributes:
        terms: by programme the months that one may have; others have between `least_months` and `most_months`.
        least_age: full years on the first day, or on that of the application while there is none.
    """

    terms: Mapping[str, tuple[int, ...]]
    least_months: int
    most_months: int
    least_age: int

    @property
    def rule(self) -> dict[str, Any]:
        """The reasons in the order in which they are asked, and its numbers."""
        terms = {programme: list(months) for programme, months in self.terms.items()}
        numbers = {"least_months": self.least_months, "most_months": self.most_months, "least_age": self.least_age}
        return {**super().rule, "terms": terms, **numbers}


def policy(
    version: int, holds_from: dt.date, terms: Mapping[str, tuple[int, ...]], between: tuple[int, int], least_age: int
) -> PlacementPolicy:
    """Guangdong's policy of placements with these numbers; one that was refused by people is no matter of it."""
    least, most = between

    def has_other_term(placement: Case) -> bool:
        programme, months = placement["programme"], placement["months"]
        fits = months in terms[programme] if programme in terms else least <= months <= most
        return not placement["refusal"] and not fits

    def is_too_young(placement: Case) -> bool:
        day = domain.age_counts_on(placement.facts)
        return not placement["refusal"] and placement.known["volunteer_ref"].is_younger(least_age, day)

    rows = (("term", has_other_term), ("too_young", is_too_young))
    return PlacementPolicy("placements/guangdong", PROVINCE, holds_from, version, rows, terms, least, most, least_age)


YEARS = (12, 24)
PLACEMENTS_POLICY = (
    policy(1, EVER, {"mountain_plan": YEARS, "western_plan": YEARS}, between=(1, 36), least_age=FULL_AGE),
)
"""Graduates serve in the mountain counties one or two years [Guangdong's work plan 2015]; other terms: no source."""


@dataclass(frozen=True)
class Allowance(Policy):
    """How an allowance is paid by the month.

    Attributes:
        rounded_to_fen: a part of a month gets its rate by the days of that month, rounded half up to so many fen.
    """

    rounded_to_fen: int


ALLOWANCES = (Allowance("placement-allowance/guangdong", PROVINCE, EVER, 1, 1),)
"""Rules of paying [rules-network.md 8]."""
