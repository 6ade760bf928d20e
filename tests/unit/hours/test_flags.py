"""What people should look at of a day."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from services.hours.flags.domain import Served, Site, flags_of
from services.hours.policies import flag_policy
from services.hours.shifts.domain import Interval
from shared.clock import CHINA

BEGINS = dt.datetime(2018, 2, 14, tzinfo=CHINA)
DAY = Interval(BEGINS, BEGINS + dt.timedelta(days=1))
POLICY = flag_policy(BEGINS.date(), "440303")
GUANGZHOU, SHENZHEN = Site(23.13, 113.26), Site(22.54, 114.06)


def served(start: float, end: float, site: Site | None = None) -> Served:
    """From one hour to another."""
    hours = (BEGINS + dt.timedelta(hours=one) for one in (start, end))
    return Served(f"{start}", Interval(*hours), "440303", site)


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ([(8, 16)], []),
        ([(8, 12), (12, 16)], []),
        ([(8, 12), (13, 17.5)], ["together_parent"]),
        ([(8, 15), (15, 22)], ["together_provincial"]),
        ([(8, 17), (18, 20)], []),
        ([(8, 17), (17, 21)], ["together_provincial"]),
        ([(0, 8), (8, 16), (16, 17)], ["long_day", "together_provincial"]),
        ([(-8, 7), (7, 16)], ["together_provincial"]),
        ([(-8, 6), (20, 30)], ["together_parent"]),
        ([(-14, 1), (3, 4)], []),
    ],
)
def test_what_was_split_is_seen_of_the_day(hours: list[tuple[float, float]], expected: list[str]) -> None:
    """More than 8, 12 or 16 hours of one day, in whatever order; what one presence alone has was approved."""
    some = [served(*one) for one in hours]
    for _ in range(3):
        assert expected == flags_of(DAY, some, POLICY)
        random.shuffle(some)


@pytest.mark.parametrize(
    ("begins", "where", "expected"),
    [
        (10.5, SHENZHEN, ["travel"]),
        (12, SHENZHEN, []),
        (10, GUANGZHOU, []),
        (10, None, []),
        (9.9, SHENZHEN, ["travel"]),
    ],
)
def test_nobody_is_in_two_places_at_once(begins: float, where: Site | None, expected: list[str]) -> None:
    """From Guangzhou to Shenzhen, a hundred kilometres, in half an hour, and in two hours."""
    assert expected == flags_of(DAY, [served(8, 10, GUANGZHOU), served(begins, 13, where)], POLICY)
