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


@lru_cache(maxsize=4096)
def attendance_policy(day: dt.date, region_code: str) -> AttendancePolicy:
    """The policy of a day of service in a place; what an earlier system states of older days counts by the first."""
    return in_force(POLICIES, max(day, EVER), region_code)
