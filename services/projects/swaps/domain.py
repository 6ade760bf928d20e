"""Rules of swaps: a place passes from one volunteer to another who agrees, or both give each other theirs. Pure.

That two volunteers swap is the issue's; the rules of sign-ups (rules-network.md 5) decide who may have a place and who
is next in line. How they meet has no source: a place for which somebody waits is that person's, and a place against a
place frees none, so that nobody who waits is passed over by it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from services.projects.signups.domain import CONFIRMED, Shift
from shared.rules.conditions import Conditions
from shared.rules.places import PROVINCE
from shared.rules.policies import EVER

OFFERED, LAPSED = "offered", "lapsed"
ACCEPTED, DECLINED = ANSWERS = ("accepted", "declined")
WITHDRAWN = "withdrawn"
SWAPPED = "swapped"
"""Why a sign-up is cancelled whose place passed to somebody else."""
OTHER = "other_not_eligible"
"""What one of both is told where a rule is against the other: what is against oneself is nobody else's business."""


class Given(NamedTuple):
    """A sign-up whose place is to pass on: its state, its shift, and whether others wait for one of its places."""

    state: str | None
    shift: Shift
    awaited: bool = False


@dataclass(frozen=True)
class Swap:
    """A swap on which is decided.

    Attributes:
        given: the sign-ups whose places pass on: one, or one against the other.
        open_offers: how many others of the same place are open.
        alone: whether both are one person.
    """

    at: dt.datetime
    given: Sequence[Given]
    open_offers: int = 0
    alone: bool = False


@dataclass(frozen=True)
class SwapPolicy(Conditions):
    """When a place may pass on.

    Attributes:
        offers: to so many volunteers a place is offered at most at one time. (no source)
    """

    offers: int = 5

    @property
    def rule(self) -> dict[str, object]:
        """The reasons in the order in which they are asked, and its number."""
        return {**super().rule, "offers": self.offers}

    def failing(self, case: Swap) -> str | None:
        """The first reason that applies; that there are too many offers comes last."""
        return super().failing(case) or ("too_many_offers" if case.open_offers >= self.offers else None)


SWAPS = (
    SwapPolicy(
        "swaps/guangdong",
        PROVINCE,
        EVER,
        1,
        (
            ("not_confirmed", lambda swap: any(one.state != CONFIRMED for one in swap.given)),
            ("too_late", lambda swap: any(swap.at >= one.shift.starts_at for one in swap.given)),
            ("not_open", lambda swap: any(one.shift.closed for one in swap.given)),
            ("same_person", lambda swap: swap.alone),
            ("others_wait", lambda swap: len(swap.given) == 1 and any(one.awaited for one in swap.given)),
        ),
    ),
)
"""Why a place does not pass on. (no source)"""
