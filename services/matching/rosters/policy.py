"""The roster's policy as data: the weights in metres that make the cost of a place, and how closely people are seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from shared.rules.places import PROVINCE
from shared.rules.policies import EVER, Policy

WORKLOAD, LANGUAGE = "workload_above_median", "language_for_service"
BEYOND = "beyond_50_km"
WITHIN = {"within_10_km": 10_000, "within_20_km": 20_000, "within_50_km": 50_000}
BANDS = (*WITHIN, BEYOND)
"""How far the way is, as others hear of it; the nearest first."""
AGES = (10, 14, 16, 18, *range(20, 101, 5))
"""Of registration, of a season's posts, of work, of full age; then every five years (no source)."""


@dataclass(frozen=True)
class Evenness:
    """Who is preferred among assignments of as many places at the same cost: who serves less.

    Attributes:
        metres: ways are weighed in steps of so many, to the nearest: shorter differences are none.
        step: minutes that make a difference: of two who differ by less neither is preferred.
        steps: the most of these that are told apart; who serves more counts as that.
    """

    metres: int
    step: int
    steps: int

    def level(self, minutes: int) -> int:
        """How much somebody serves, in steps."""
        return min(minutes // self.step, self.steps)


@dataclass(frozen=True)
class RosterPolicy(Policy):
    """How places are weighed.

    Attributes:
        weights: metres that a mark adds to the cost, or takes from it.
        workload_days: the days before a shift whose credited minutes are the workload.
        language_services: the services for which a language is worth something.
        languages: the skills that are languages.
        within: the most metres of each band of distance.
        kept_place: metres that a place costs less which somebody had in the roster that is planned again: less and many
            places change, more and new places go to who lives far away.
        cells_in_degree: how many cells a degree of latitude and of longitude has; all homes of a cell lie in its
            middle. None takes homes and ages as they are.
        ages: the ages that a shift can ask for, in years; one in between counts as the next.
        evenness: who is preferred among equals in cost; None prefers nobody.
    """

    weights: Mapping[str, int]
    workload_days: int
    language_services: frozenset[str]
    languages: frozenset[str]
    within: Mapping[str, int]
    kept_place: int = 10_000
    cells_in_degree: int | None = None
    ages: tuple[int, ...] = ()
    evenness: Evenness | None = None

    def weighed(self, metres: Any) -> Any:
        """Ways, one or an array of them, as closely as they are weighed."""
        if self.evenness is None:
            return metres
        step = self.evenness.metres
        return (metres + step // 2) // step * step

    def band(self, metres: int) -> str:
        """The narrowest band in which a distance lies."""
        return next((name for name, most in self.within.items() if metres <= most), BEYOND)


# No source for the weights. All hold for every day: the latest version counts.
EXACT = RosterPolicy(
    "roster/warm-winter",
    PROVINCE,
    EVER,
    1,
    weights={WORKLOAD: 20_000, LANGUAGE: -10_000},
    workload_days=30,
    language_services=frozenset({"guidance", "priority_help"}),
    languages=frozenset({"english", "cantonese", "hakka", "teochew", "sign_language"}),
    within=WITHIN,
)
"""Homes and ages as they are: only for who may see them."""
COARSE = replace(EXACT, version=2, cells_in_degree=10, ages=AGES)
"""A tenth of a degree is 11 km to the north, and 10 km or more to the east everywhere in Guangdong."""
EVEN = replace(COARSE, version=3, evenness=Evenness(metres=5_000, step=60, steps=60))
"""No source for the numbers. A cell is 10 km wide, so that shorter ways than half of it say little of a home."""
POLICIES = (EXACT, COARSE, EVEN)
