"""Whose scores of a nomination count, and their mean (rules-network.md 12). Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Set
from typing import NamedTuple

from shared.rules.conditions import Conditions
from shared.rules.places import PROVINCE
from shared.rules.policies import EVER


class Score(NamedTuple):
    """What a juror gives a nomination, in the order in which they count."""

    at: dt.datetime
    reference: str
    juror: str
    organisation: str
    score: int
    declared: bool


class Judged(NamedTuple):
    """A score beside what decides on it.

    Attributes:
        near: the names that may not judge: of the subject, of its organisation, of those that a volunteer belongs to on
            the day of the score, and of who nominated.
        before: the jurors of whom an earlier score counts.
    """

    score: Score
    near: Set[str]
    before: Set[str]


SCORES = (
    Conditions(
        "award_score/guangdong",
        PROVINCE,
        EVER,
        1,
        (
            ("conflict", lambda one: bool({one.score.juror, one.score.organisation} & one.near)),
            ("declared", lambda one: one.score.declared),
            ("second_score", lambda one: one.score.juror in one.before),
        ),
    ),
)
"""Which scores are a juror's to give, and of several the first [rules-network.md 9, 12]."""


def decide(scores: Iterable[Score], near: Callable[[Score], Set[str]], policy: Conditions) -> dict[str, str | None]:
    """By reference why a score does not count, None where it does, whatever the order in which they came.

    Args:
        scores: all of one nomination.
        near: the names that may not judge on the day of a score.
    """
    decided, before = dict[str, str | None](), set[str]()
    for one in sorted(scores):
        decided[one.reference] = policy.failing(Judged(one, near(one), before))
        if decided[one.reference] is None:
            before.add(one.juror)
    return decided


def mean(scores: Iterable[int]) -> int:
    """Of scores that count, at least one, the mean in hundredths, half up; none is left out."""
    counted = list(scores)
    return (200 * sum(counted) + len(counted)) // (2 * len(counted))
