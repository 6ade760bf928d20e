"""Stars, points and eligibility of one volunteer: each decided by one policy, with the entries that it rests on."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from services.incentives.standing.entries import Entry, Window, calendar_years, identifiers, total, years_to_date
from services.incentives.standing.policies import AwardPolicy, PointPolicy, StarPolicy


@dataclass(frozen=True)
class Stars:
    """A star rating, 0 to 5, with the minutes and entries that it rests on."""

    stars: int
    minutes: int
    entries: list[str]
    policy: StarPolicy


@dataclass(frozen=True)
class Points:
    """A city's points, with the entries of the city inside the window."""

    city_code: str
    points: int
    entries: list[str]
    policy: PointPolicy


@dataclass(frozen=True)
class Eligibility:
    """Whether a volunteer is eligible for an award, and for which period."""

    eligible: bool
    minutes: int
    period_minutes: int
    period: Window
    entries: list[str]
    policy: AwardPolicy


def stars(minutes: int, policy: StarPolicy) -> int:
    """How many stars credited minutes give [民函〔2012〕340号]."""
    return sum(minutes >= threshold for threshold in policy.thresholds)


def rate(entries: Sequence[Entry], policy: StarPolicy) -> Stars:
    """The rating that entries give, wherever and whenever they were served."""
    minutes = total(entries)
    return Stars(stars(minutes, policy), minutes, identifiers(entries), policy)


def points(entries: Sequence[Entry], as_of: dt.date, policy: PointPolicy) -> Points:
    """The points of the policy's city: only what was served there counts, inside the window that ends `as_of`."""
    served = [entry for entry in entries if entry.city_code == policy.region_code]
    inside = window(as_of, policy).of(served)
    earned = policy.points * (
        _full_years(inside, policy) if policy.by_calendar_year else total(inside) // policy.minutes
    )
    return Points(policy.region_code, min(earned, policy.at_most), identifiers(inside), policy)


def eligibility(entries: Sequence[Entry], as_of: dt.date, policy: AwardPolicy) -> Eligibility:
    """Eligibility for the award's period of a day: its calendar year and the one before it (no source).

    A breach would stand against it; there are none until partners can report them.
    """
    period = calendar_years(as_of, policy.period_years)
    minutes, inside = total(entries), total(period.of(entries))
    eligible = minutes >= policy.minutes and inside >= policy.period_minutes
    return Eligibility(eligible, minutes, inside, period, identifiers(entries), policy)


def window(as_of: dt.date, policy: PointPolicy) -> Window:
    """The days on which an entry counts for the points of a day."""
    return (calendar_years if policy.by_calendar_year else years_to_date)(as_of, policy.years)


def _full_years(entries: Sequence[Entry], policy: PointPolicy) -> int:
    years: Counter[int] = Counter()
    for entry in entries:
        years[entry.day.year] += entry.minutes
    return sum(minutes >= policy.minutes for minutes in years.values())
