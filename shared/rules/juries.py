"""Juries: who may name whom as a juror, and whose scores of one thing count (rules-network.md 9 and 12). Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Set
from typing import Any, NamedTuple

from shared import clock
from shared.rules.conditions import Conditions
from shared.rules.names import NOBODY, is_among, signed_by

JUROR = "juror_ref"
SECOND = "second_score"
OUTCOME = "outcome"


class Score(NamedTuple):
    """What a juror gives, in the order in which scores count.

    Attributes:
        was_second: of a juror who is erased, whether it was found to be another one of the same person.
    """

    at: dt.datetime
    reference: str
    juror: str
    organisation: str
    score: int
    declared: bool
    was_second: bool = False


def score_of(document: Mapping[str, Any]) -> Score:
    """The score that a row's document keeps."""
    return Score(
        clock.from_text(document["at"]),
        document["score_ref"],
        document[JUROR],
        document["juror_organisation_ref"],
        document["score"],
        document["conflict_declared"],
        document[JUROR].startswith(NOBODY) and document.get(OUTCOME) == f"refused:{SECOND}",
    )


class Judged(NamedTuple):
    """A score beside what decides on it.

    Attributes:
        near: the names of persons and organisations that may not judge.
        names: all by which the juror is known.
        before: those of the jurors of whom an earlier score counts.
    """

    score: Score
    near: Set[str]
    names: Set[str]
    before: Set[str]


CONDITIONS = (
    ("conflict", lambda one: one.score.organisation in one.near or is_among(one.score.juror, one.near)),
    ("declared", lambda one: one.score.declared),
    (SECOND, lambda one: one.score.was_second or not one.names.isdisjoint(one.before)),
)
"""Which scores are a juror's to give, and of several the first counts [rules-network.md 9, 12]."""


def decide(
    scores: Iterable[Score],
    near: Callable[[Score], Set[str]],
    policy: Conditions,
    known_as: Callable[[Score], Set[str]] = lambda score: {score.juror},
) -> dict[str, str | None]:
    """By reference why a score does not count, None where it does, whatever the order in which they came.

    Args:
        scores: all of one thing.
        near: the names that may not judge on the day of a score.
        known_as: all names of who gave a score.
    """
    decided, before = dict[str, str | None](), set[str]()
    for one in sorted(scores):
        # In capitals or small letters, as everywhere that persons are compared (names.is_among).
        names = {name.casefold() for name in known_as(one)}
        decided[one.reference] = policy.failing(Judged(one, near(one), names, before))
        if decided[one.reference] is None:
            before |= names
    return decided


def always(name: str) -> Callable[[Score], Set[str]]:
    """That one name may not judge, on whatever day."""
    return lambda _: {name}


name_juror = signed_by(JUROR)
"""Completes a score by who gave it."""
