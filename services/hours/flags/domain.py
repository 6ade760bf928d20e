"""What people should look at of what somebody was credited on one day. It counts all the same. Pure.

Each presence may be as short as it likes: what was split, so that nobody had to approve it, is seen of the day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from services.hours.policies import FlagPolicy
from services.hours.shifts.domain import Interval
from shared.rules.distances import great_circle_metres

LONG_DAY, OVER_PROVINCIAL, OVER_PARENT, TRAVEL = "long_day", "together_provincial", "together_parent", "travel"
FLAGS = (LONG_DAY, OVER_PROVINCIAL, OVER_PARENT, TRAVEL)


class Site(NamedTuple):
    """Where a shift is served, in degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True)
class Served:
    """What an entry credits.

    Attributes:
        region_code: where.
        site: None where nobody told.
    """

    entry: str
    interval: Interval
    region_code: str
    site: Site | None = None


def flags_of(day: Interval, served: Sequence[Served], policy: FlagPolicy) -> list[str]:
    """Why people should look at a day; nothing for as good as all.

    One presence that alone is as long was approved as such.

    Args:
        day: from its beginning in China to the next one's.
        served: all that is credited to a person and touches the day.
    """
    parts = [cut.minutes for one in served if (cut := one.interval.cut_to(day))]
    minutes, longest = sum(parts), max(parts, default=0)
    found = [LONG_DAY] if minutes > policy.day_minutes else []
    if minutes > policy.provincial_minutes >= longest:
        found.append(OVER_PROVINCIAL)
    elif minutes > policy.parent_minutes >= longest:
        found.append(OVER_PARENT)
    ordered = sorted(served, key=lambda one: (one.interval.start, one.entry))
    return found + ([TRAVEL] if any(_cannot_be(one, other, policy) for one, other in pairwise(ordered)) else [])


def _cannot_be(one: Served, other: Served, policy: FlagPolicy) -> bool:
    """Whether nobody gets from one place to the next in the time between."""
    if one.site is None or other.site is None:
        return False
    metres = great_circle_metres(*one.site, *other.site)
    seconds = max(0.0, (other.interval.start - one.interval.end).total_seconds())
    return metres > policy.near_metres and metres * 3.6 > policy.kilometres_an_hour * seconds
