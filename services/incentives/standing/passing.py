"""On which day time alone takes something away that is given for a window of days, or moves an award's period. Pure."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence

from services.incentives.standing import rules
from services.incentives.standing.entries import Entry
from services.incentives.standing.policies import PointPolicy


def next_change(
    entries: Sequence[Entry], as_of: dt.date, points: Iterable[rules.Points], award: rules.Eligibility
) -> dt.date | None:
    """The first day after a decision on which it is another, as long as nothing else is heard; None for never.

    Args:
        entries: that counted for the decision.
        points, award: what was decided.
    """
    days = [day for one in points if one.points and (day := _fewer_on(one, entries, as_of))]
    if award.eligible and as_of.year < dt.MAXYEAR:
        days.append(dt.date(as_of.year + 1, 1, 1))
    return min(days, default=None)


def _fewer_on(given: rules.Points, entries: Iterable[Entry], as_of: dt.date) -> dt.date | None:
    """The day on which so many entries have left the window of a city's points that these are fewer."""
    policy = given.policy
    served = (one for one in entries if one.city_code == given.city_code)
    inside = rules.window(as_of, policy).of(served)
    leaving = _years(inside, policy) if policy.by_calendar_year else _days(inside, policy)
    left, each = sum(amount for _, amount in leaving), 1 if policy.by_calendar_year else policy.minutes
    for day, amount in sorted(leaving):
        left -= amount
        if min(policy.points * (left // each), policy.at_most) < given.points:
            return day
    return None


def _days(inside: Iterable[Entry], policy: PointPolicy) -> list[tuple[dt.date, int]]:
    """On which day each entry is out of the window, with its minutes."""
    return [(_years_after(one.day, policy.years), one.minutes) for one in inside]


def _years(inside: Iterable[Entry], policy: PointPolicy) -> list[tuple[dt.date, int]]:
    """On which day each calendar year with as many minutes as it takes is out of the window."""
    minutes: Counter[int] = Counter()
    for one in inside:
        minutes[one.day.year] += one.minutes
    full = (year for year, some in minutes.items() if some >= policy.minutes)
    return [(_years_after(dt.date(year, 1, 1), policy.years), 1) for year in full]


def _years_after(day: dt.date, years: int) -> dt.date:
    """The first day whose window of so many years does not have a day: the same one, or the first of March."""
    if day.year + years > dt.MAXYEAR:
        return dt.date.max
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return dt.date(day.year + years, 3, 1)
