"""The policies as data: what is given, from which day on, by which version. A new rule is a new row with a later day.

The oldest row of each table holds for every day before it too: no source tells of an earlier rule.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

EVER = dt.date(1949, 10, 1)
PROVINCE, NATION = "440000", "000000"


@dataclass(frozen=True)
class Policy:
    """A rule's identity.

    Attributes:
        region_code: where it holds, GB/T 2260; 000000 for the whole country.
        holds_from: the first day on which it holds, until a later row of the same name does.
    """

    name: str
    region_code: str
    holds_from: dt.date
    version: int

    @property
    def reference(self) -> dict[str, Any]:
        """How events and answers name it."""
        return {"name": self.name, "version": self.version}


@dataclass(frozen=True)
class StarPolicy(Policy):
    """`thresholds`: the credited minutes for one star, two stars, and so on."""

    thresholds: tuple[int, ...]


@dataclass(frozen=True)
class PointPolicy(Policy):
    """Points for minutes served in one city.

    Attributes:
        minutes: for which `points` are given: for each full such portion of the window, or, `by_calendar_year`, once
            for each calendar year that has as much.
        at_most: in all.
        years: the window: so many years to date, or the current calendar year and those before it.
    """

    minutes: int
    points: int
    at_most: int
    years: int
    by_calendar_year: bool = False


@dataclass(frozen=True)
class AwardPolicy(Policy):
    """Eligibility: `minutes` in all, of which `period_minutes` in the award's `period_years` calendar years."""

    category: str
    minutes: int
    period_minutes: int
    period_years: int


HOUR = 60
# [民函〔2012〕340号]
STARS = (StarPolicy("stars/national", NATION, EVER, 1, tuple(hours * HOUR for hours in (100, 300, 600, 1_000, 1_500))),)
POINTS = (
    PointPolicy(
        "points/guangzhou", "440100", EVER, 1, minutes=50 * HOUR, points=2, at_most=10, years=5, by_calendar_year=True
    ),
    PointPolicy("points/shenzhen", "440300", EVER, 1, minutes=50 * HOUR, points=2, at_most=6, years=5),
    PointPolicy("points/foshan", "440600", EVER, 1, minutes=5 * HOUR, points=1, at_most=60, years=5),
)
# No source for the thresholds, nor for which two years are the award's: the calendar year of the day and the last one.
AWARDS = (
    AwardPolicy(
        "award/kapok",
        PROVINCE,
        EVER,
        1,
        "best_volunteer",
        minutes=300 * HOUR,
        period_minutes=100 * HOUR,
        period_years=2,
    ),
)

AnyPolicy = TypeVar("AnyPolicy", bound=Policy)


def in_force(table: Iterable[AnyPolicy], day: dt.date) -> dict[str, AnyPolicy]:
    """The row of each name that holds on a day, by the region it holds for."""
    rows: dict[str, AnyPolicy] = {}
    for policy in sorted(table, key=lambda policy: (policy.holds_from, policy.version)):
        if policy.holds_from <= day:
            rows[policy.region_code] = policy
    return rows
