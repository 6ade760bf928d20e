"""Whom a shift is proposed to when it opens, as data: how many, and how often one person is asked."""

from __future__ import annotations

from dataclasses import dataclass

from shared.rules.places import PROVINCE
from shared.rules.policies import EVER, Policy


@dataclass(frozen=True)
class OpeningPolicy(Policy):
    """How places are proposed as they open.

    Attributes:
        ahead_days: a shift that begins later is left to a roster.
        asked_for_place: how many are asked for a free place.
        most_notices: how often one person is asked in `within_days`.
        rest_hours: how long nobody is asked again.
    """

    ahead_days: int
    asked_for_place: int
    most_notices: int
    within_days: int
    rest_hours: int


# No source for the numbers.
OPENINGS = (
    OpeningPolicy(
        "openings/guangdong",
        PROVINCE,
        EVER,
        1,
        ahead_days=14,
        asked_for_place=2,
        most_notices=4,
        within_days=30,
        rest_hours=24,
    ),
)
