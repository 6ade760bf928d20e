"""What is paid for a placement, by the month, in exact fen: recomputed from its facts (rules-network.md 8). Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from services.projects.placements.domain import SERVED, Facts, last_day, state
from services.projects.placements.policies import ALLOWANCES, Allowance
from shared.rules.months import days_of
from shared.rules.policies import in_force
from shared.rules.spans import DAY


class Month(NamedTuple):
    """A calendar month of service: such as 2018-03, how many days of it were served, and what it gets."""

    month: str
    days: int
    fen: int


def months(placement: Facts, day: dt.date, place: str) -> list[Month]:
    """The months of service up to a day, each by the policy that held on its first day.

    Args:
        place: in which region the policies are looked for.
    """
    if state(placement, day) not in SERVED:
        return []
    return [
        Month(f"{first:%Y-%m}", days, _fen(placement["monthly_allowance_fen"], days, first, place))
        for first, days in _served(placement, day)
    ]


def total(placement: Facts, day: dt.date, place: str) -> int | None:
    """The sum of them in fen; None for one that never served."""
    if state(placement, day) not in SERVED:
        return None
    return sum(one.fen for one in months(placement, day, place))


def of_part(rate: int, days: int, whole: int, policy: Allowance) -> int:
    """What so many days of a month of `whole` days get: rounded half up to the policy's fen; all of it the rate."""
    if days == whole:
        return rate
    unit = policy.rounded_to_fen
    return (2 * rate * days + whole * unit) // (2 * whole * unit) * unit


def _fen(rate: int, days: int, first: dt.date, place: str) -> int:
    return of_part(rate, days, days_of(first.year, first.month), in_force(ALLOWANCES, first, place))


def _served(placement: Facts, day: dt.date) -> Iterator[tuple[dt.date, int]]:
    """By the first day of each month, how many of its days were served."""
    starts, end = dt.date.fromisoformat(placement["starts_on"]), min(day, last_day(placement))
    if placement["left_on"]:
        end = min(end, dt.date.fromisoformat(placement["left_on"]) - DAY)
    while starts <= end:
        last = min(end, starts.replace(day=days_of(starts.year, starts.month)))
        yield starts.replace(day=1), (last - starts).days + 1
        starts = last + DAY
