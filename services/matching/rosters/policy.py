"""The roster's policy as data: the weights in metres that make the cost of a place, besides its distance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shared.rules.places import PROVINCE
from shared.rules.policies import EVER, Policy

WORKLOAD, LANGUAGE = "workload_above_median", "language_for_service"


@dataclass(frozen=True)
class RosterPolicy(Policy):
    """How places are weighed.

    Attributes:
        weights: metres that a mark adds to the cost, or takes from it.
        workload_days: the days before a shift whose credited minutes are the workload.
        language_services: the services for which a language is worth something.
        languages: the skills that are languages.
    """

    weights: Mapping[str, int]
    workload_days: int
    language_services: frozenset[str]
    languages: frozenset[str]


# No source for the weights. The first version holds for every day.
POLICIES = (
    RosterPolicy(
        "roster/warm-winter",
        PROVINCE,
        EVER,
        1,
        weights={WORKLOAD: 20_000, LANGUAGE: -10_000},
        workload_days=30,
        language_services=frozenset({"guidance", "priority_help"}),
        languages=frozenset({"english", "cantonese", "hakka", "teochew", "sign_language"}),
    ),
)
