"""The roster's policy as data: the weights in metres that make the cost of a place, besides its distance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

WORKLOAD, LANGUAGE = "workload_above_median", "language_for_service"
EVER = dt.date(1949, 10, 1)


@dataclass(frozen=True)
class RosterPolicy:
    """How places are weighed.

    Attributes:
        region_code: where it holds, GB/T 2260.
        weights: metres that a mark adds to the cost, or takes from it.
        workload_days: the days before a shift whose credited minutes are the workload.
        language_services: the services for which a language is worth something.
        languages: the skills that are languages.
    """

    name: str
    region_code: str
    holds_from: dt.date
    version: int
    weights: Mapping[str, int]
    workload_days: int
    language_services: frozenset[str]
    languages: frozenset[str]

    @property
    def reference(self) -> dict[str, Any]:
        """How events and answers name it."""
        return {"name": self.name, "version": self.version}


# No source for the weights. The first version holds for every day.
POLICIES = (
    RosterPolicy(
        "roster/warm-winter",
        "440000",
        EVER,
        1,
        weights={WORKLOAD: 20_000, LANGUAGE: -10_000},
        workload_days=30,
        language_services=frozenset({"guidance", "priority_help"}),
        languages=frozenset({"english", "cantonese", "hakka", "teochew", "sign_language"}),
    ),
)


def in_force(day: dt.date) -> RosterPolicy:
    """The policy that holds on a day.

    Raises:
        ValueError: the day is before every policy.
    """
    return max((policy for policy in POLICIES if policy.holds_from <= day), key=lambda policy: policy.holds_from)
