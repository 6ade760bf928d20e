"""A question to an identity authority that answers later, and what is kept of its answer. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

LEASE = dt.timedelta(seconds=60)
"""Whoever asks has so long to come back with an answer; then the question is asked again, since he may be gone."""
LEAST_PAUSE, FIRST_PAUSE, LONGEST_PAUSE = 1.0, 5.0, 3_600.0
"""Seconds between two tries."""


@dataclass(frozen=True)
class Question:
    """A question that has no answer yet.

    Attributes:
        id: by which the authority knows that it is asked the same again.
        ask_at: when it is to be asked next.
        tries: how often it was asked.
    """

    id: str
    ask_at: dt.datetime
    tries: int = 0

    def asked(self, now: dt.datetime) -> Question:
        """The question while somebody is on his way with it."""
        return replace(self, ask_at=now + LEASE, tries=self.tries + 1)

    def put_off(self, now: dt.datetime, seconds: float) -> Question:
        """The question after it was asked in vain."""
        return replace(self, ask_at=now + dt.timedelta(seconds=min(max(seconds, LEAST_PAUSE), LONGEST_PAUSE)))


@dataclass(frozen=True)
class Evidence:
    """What shows that an authority answered; nothing of what it was told.

    Attributes:
        request_id: the question's; None where it was not asked.
        answer: verified or unverified.
        authority: which; of an answer that somebody brought, who did.
    """

    request_id: str | None
    answer: str
    at: dt.datetime
    authority: str


def pause(tries: int, chance: float) -> float:
    """Seconds until a question that was asked so often in vain is asked again: twice as many each time, up to an hour.

    Args:
        chance: from 0 to 1. Those who began to wait at one moment do not all come back at one.
    """
    whole = min(FIRST_PAUSE * 2.0 ** min(tries - 1, 12), LONGEST_PAUSE)
    return whole * (0.5 + chance / 2)
