"""What is decided on a registration after what was decided before, and what is told of it. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from services.incentives.entitlements.domain import MERGED, NONE, Asked, Offer

Change = tuple[str, dict[str, Any]]
"""A type of event, and its data."""
ENDED = "benefit.ended.v1"


@dataclass(frozen=True)
class Stored:
    """What was decided last on a registration.

    Attributes:
        states: by benefit, without those that are none.
        due: the next day on which time alone may change any.
    """

    states: Mapping[str, str] = field(default_factory=dict)
    sequence: int = 0
    due: dt.date | None = None


@dataclass(frozen=True)
class Case:
    """A registration on which is decided as of a day.

    Attributes:
        asked: the person; None where another registration stands for it, so that this one has nothing of its own.
    """

    number: str
    before: Stored
    asked: Asked | None
    day: dt.date

    def decided(self, offers: Sequence[Offer]) -> tuple[Stored, list[Change]]:
        """What is decided, and what is told."""
        asked = self.asked
        theirs = {one.partner for one in asked.person.consents} if asked else set()
        own = [one for one in offers if one.partner in theirs or one.reference in self.before.states]
        verdicts = {one.reference: asked.judge(one) for one in own} if asked else {}
        states = {reference: one.state for reference, one in verdicts.items() if one.state != NONE}
        days = [day for one in own if asked and (day := asked.due(one))]
        changed = [one for one in own if states.get(one.reference) != self.before.states.get(one.reference)]
        told = [
            self._change(one, states.get(one.reference, NONE), verdicts[one.reference].reason if asked else MERGED)
            for one in sorted(changed, key=lambda one: one.reference)
        ]
        return Stored(states, self.before.sequence + bool(changed), min(days, default=None)), told

    def _change(self, offer: Offer, state: str, reason: str) -> Change:
        data = {
            "volunteer": self.number,
            "benefit_ref": offer.reference,
            "partner_ref": offer.partner,
            "before": self.before.states.get(offer.reference, NONE),
            "reason": reason,
            "as_of": self.day.isoformat(),
        }
        return (ENDED if state == NONE else f"benefit.{state}.v1"), data
