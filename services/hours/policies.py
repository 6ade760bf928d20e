"""The policies of hours as data: what of a presence counts, and how much of it without an approval. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from shared.rules.places import PROVINCE
from shared.rules.policies import EVER, Policy, in_force


@dataclass(frozen=True)
class AttendancePolicy(Policy):
    """From a presence to minutes.

    Attributes:
        grace_minutes: a presence counts from this long before the shift until this long after it. (no source)
        parent_minutes: more asks for the approval of the organisation above. [i志愿 notice]
        provincial_minutes: more asks for the province's approval. [i志愿 notice]
    """

    grace_minutes: int
    parent_minutes: int
    provincial_minutes: int


POLICIES = (
    AttendancePolicy(
        "attendance/guangdong", PROVINCE, EVER, 1, grace_minutes=30, parent_minutes=480, provincial_minutes=720
    ),
)


@dataclass(frozen=True)
class FlagPolicy(Policy):
    """What of a day people should look at, although it counts.

    Attributes:
        day_minutes: more on one day, over all entries. (no source)
        parent_minutes, provincial_minutes: more in presences of which none is as long: together they would have asked
            for an approval. [i志愿 notice]
        kilometres_an_hour: faster nobody gets from one site to the next. (no source)
        near_metres: sites as near are taken for one place. (no source)
    """

    day_minutes: int
    parent_minutes: int
    provincial_minutes: int
    kilometres_an_hour: int
    near_metres: int


FLAG_POLICIES = (
    FlagPolicy(
        "flags/guangdong",
        PROVINCE,
        EVER,
        1,
        day_minutes=960,
        parent_minutes=480,
        provincial_minutes=720,
        kilometres_an_hour=120,
        near_metres=2_000,
    ),
)


def flag_policy(day: dt.date, region_code: str) -> FlagPolicy:
    """The policy of a day in a place."""
    return in_force(FLAG_POLICIES, max(day, EVER), region_code)


@lru_cache(maxsize=4096)
def attendance_policy(day: dt.date, region_code: str) -> AttendancePolicy:
    """The policy of a day of service in a place; what an earlier system states of older days counts by the first."""
    return in_force(POLICIES, max(day, EVER), region_code)
