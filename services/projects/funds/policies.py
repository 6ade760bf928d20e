"""The policy of fund entries: in which order they are refused for what, and its numbers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from services.projects.funds import domain
from shared.rules.conditions import Conditions
from shared.rules.places import PROVINCE
from shared.rules.policies import EVER


@dataclass(frozen=True)
class FundPolicy(Conditions):
    """Which entries of funds are accepted.

    Attributes:
        refund_hours: so long after a donation it can be given back. (no source)
        small_fen: up to so much a donation is a small one.
    """

    refund_hours: int
    small_fen: int

    @property
    def rule(self) -> dict[str, Any]:
        """The reasons in the order in which they are asked, and its numbers."""
        return {**super().rule, "refund_hours": self.refund_hours, "small_fen": self.small_fen}


def policy(version: int, holds_from: dt.date, refund_hours: int, small_fen: int) -> FundPolicy:
    """Guangdong's policy of fund entries with these numbers."""
    within = dt.timedelta(hours=refund_hours)
    rows = (
        (domain.SECOND_PERSON, lambda entry: domain.lacks_second_person(entry.facts)),
        ("already_refunded", lambda entry: domain.is_refunded(entry.known.get("of_ref"))),
        ("too_late", lambda entry: domain.is_late(entry.facts, entry.known.get("of_ref"), within)),
        (
            "insufficient_balance",
            lambda entry: domain.is_beyond(entry.facts, entry.known.get("of_ref"), entry.known["fund_ref"]),
        ),
    )
    return FundPolicy("funds/guangdong", PROVINCE, holds_from, version, rows, refund_hours, small_fen)


FUND_POLICY = policy(1, EVER, refund_hours=30 * 24, small_fen=10_000)
