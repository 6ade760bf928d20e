"""The policies of stars, points and awards: what is given, from which day on, by which version."""

from __future__ import annotations

from dataclasses import dataclass

from shared.rules.places import NATION, PROVINCE
from shared.rules.policies import EVER, Policy


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
# The same thresholds, counted from the start of the university stage [教思政〔2015〕1号].
UNIVERSITY_STARS = (StarPolicy("stars/university", NATION, EVER, 1, STARS[0].thresholds),)
# One name for each city: who is told of points hears the city alone.
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
