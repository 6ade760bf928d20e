"""The days of an award cycle: nominations, review, public notice (rules-network.md 12). Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, NamedTuple

from shared.rules.places import PROVINCE
from shared.rules.policies import EVER, Policy, in_force


@dataclass(frozen=True)
class Review(Policy):
    """How long jurors have.

    Attributes:
        days: that a review takes, beginning the day after the last one of nominations.
    """

    days: int

    @property
    def rule(self) -> dict[str, Any]:
        """How many days."""
        return {"days": self.days}


REVIEWS = (Review("award_review/guangdong", PROVINCE, EVER, 1, 30),)
"""How long a review takes [no source]."""


class Calendar(NamedTuple):
    """The days on which what follows the nominations takes place.

    Attributes:
        review_to: the last day of the review.
        notice_from, notice_to: first and last day of the public notice; without any, the last lies before the first.
    """

    review_to: dt.date
    notice_from: dt.date
    notice_to: dt.date


def calendar(nominations_to: dt.date, notice_days: int) -> Calendar:
    """The days of a cycle whose nominations end on a day, by the policy of that day."""
    policy = in_force(REVIEWS, nominations_to, PROVINCE)
    review_to = nominations_to + dt.timedelta(days=policy.days)
    return Calendar(review_to, review_to + dt.timedelta(days=1), review_to + dt.timedelta(days=notice_days))
