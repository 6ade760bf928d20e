"""What becomes of nominations that stand: refused by an objection, awarded, shortlisted (rules-network.md 12). Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, NamedTuple

from services.incentives.awards.calendar import Calendar
from services.incentives.awards.nominating import Nomination
from services.incentives.awards.scoring import mean
from shared import clock
from shared.rules.places import PROVINCE
from shared.rules.policies import EVER, Policy

NOMINATED, SHORTLISTED, AWARDED, REFUSED = "nominated", "shortlisted", "awarded", "refused:objection_upheld"


@dataclass(frozen=True)
class Jury(Policy):
    """How many must have judged.

    Attributes:
        least_scores: with fewer that count a nomination stays nominated.
    """

    least_scores: int

    @property
    def rule(self) -> dict[str, Any]:
        """How many scores it takes."""
        return {"least_scores": self.least_scores}


JURIES = (Jury("award_jury/guangdong", PROVINCE, EVER, 1, 3),)
"""How many scores it takes [rules-network.md 12]."""


class Terms(NamedTuple):
    """What decides on the nominations of one category of a cycle.

    Attributes:
        quota: how many are awarded at most.
    """

    days: Calendar
    quota: int
    jury: Jury


class Objection(NamedTuple):
    """An objection to a nomination, and whether it was upheld."""

    nomination: str
    at: dt.datetime
    upheld: bool


def objected(objections: Iterable[Objection], days: Calendar, as_of: dt.date) -> set[str]:
    """The nominations that an upheld objection refuses: one that is dated on a day of the public notice."""
    dated = ((one.nomination, clock.china_day(one.at)) for one in objections if one.upheld)
    return {name for name, day in dated if days.notice_from <= day <= min(days.notice_to, as_of)}


def results(
    standing: Sequence[Nomination],
    scores: Mapping[str, Sequence[int]],
    refused: Set[str],
    terms: Terms,
    as_of: dt.date,
) -> dict[str, str]:
    """By reference what has become of the nominations of one category of a cycle that stand, as of a day.

    Until the public notice is over nobody is awarded; from its first day on it shows who was judged by enough jurors.

    Args:
        scores: those that count, by nomination.
        refused: the nominations that an objection refuses.
    """
    found = {one.reference: REFUSED if one.reference in refused else NOMINATED for one in standing}
    if as_of < terms.days.notice_from:
        return found
    left = [one for one in standing if one.reference not in refused]
    judged = [one for one in left if len(scores.get(one.reference, ())) >= terms.jury.least_scores]
    ranked = sorted(judged, key=lambda one: (-mean(scores[one.reference]), one.at, one.reference))
    awarded = terms.quota if as_of > terms.days.notice_to else 0
    return found | {one.reference: AWARDED if rank < awarded else SHORTLISTED for rank, one in enumerate(ranked)}
