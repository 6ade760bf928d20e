"""A dispute about a presence: opened for the volunteer, answered by who ran the shift, decided above that. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from services.hours.attendance.calendar import working_days_after
from shared.rules.names import is_among

CLAIMS = ("not_counted", "too_few", "too_many", "not_mine")
TAKEN_BACK = ("too_many", "not_mine")
"""Claims of which an upheld one has all taken back that the presence was credited; what is true is recorded anew."""
ANSWERS = ("agreed", "stands")
DECISIONS = ("upheld", "dismissed")
OPEN, ANSWERED = "open", "answered"
STATES = (OPEN, ANSWERED, *DECISIONS)
ANSWER_DAYS = 10
"""Working days within which a dispute is to be answered, as long as a record has. (no source)"""
NOT_OPEN, NOT_ANSWERED, DISPUTED, HAD_A_SAY = "dispute_closed", "not_answered", "already_disputed", "had_a_say"


def answer_until(opened: dt.date) -> dt.date:
    """The last day on which an answer is in time; after it, who decides need not wait for one."""
    return working_days_after(opened, ANSWER_DAYS)


def may_be_decided(state: str, answer_until: str, today: dt.date) -> bool:
    """Whether it was answered, or the time for that is over."""
    return state == ANSWERED or (state == OPEN and today.isoformat() > answer_until)


def has_had_a_say(names: Iterable[str], before: Iterable[str | None]) -> bool:
    """Whether somebody of these names opened or answered it."""
    known = list(before)
    return any(is_among(name, known) for name in names)
