"""Rules of works: which a call takes, whose scores count, and how works are ranked (rules-network.md 9). Pure.

Which of a juror's scores of a work counts depends on those that were given before it, and these may come later. So
those of a work are decided together, in the order of `at`, then of the reference.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from shared import clock
from shared.rules.conditions import Conditions
from shared.rules.juries import CONDITIONS
from shared.rules.places import PROVINCE
from shared.rules.policies import EVER, Policy, in_force

CATEGORIES = ("advertisement", "video", "microfilm", "literature")


def _call(work: Any, name: str) -> Any:
    return work.known["call_ref"][name]


WORKS_POLICY = Conditions(
    "work/guangdong",
    PROVINCE,
    EVER,
    1,
    (
        ("not_open", lambda work: work.moment("submitted_at") < clock.from_text(_call(work, "opens_at"))),
        ("after_close", lambda work: work.moment("submitted_at") >= clock.from_text(_call(work, "closes_at"))),
        ("category", lambda work: work["category"] not in _call(work, "categories")),
    ),
)
"""Which works a call takes [rules-network.md 9]."""

SCORE_POLICIES = (Conditions("work_score/guangdong", PROVINCE, EVER, 1, CONDITIONS),)
"""Which scores are a juror's to give: the work's organisation may not judge; the first counts [rules-network.md 9]."""


@dataclass(frozen=True)
class Ranking(Policy):
    """How works are ranked.

    Attributes:
        least_scores: with fewer a work has no rank.
        trimmed_from: from so many scores on one highest and one lowest are left out.
    """

    least_scores: int
    trimmed_from: int


RANKINGS = (Ranking("work_ranking/guangdong", PROVINCE, EVER, 1, 3, 5),)
"""How works are ranked [rules-network.md 9]."""


class Ranked(NamedTuple):
    """A work with its rank in its category, and its result in hundredths."""

    rank: int
    work_ref: str
    category: str
    hundredths: int
    scores: int

    @property
    def result(self) -> str:
        """The mean with two decimals."""
        return f"{self.hundredths // 100}.{self.hundredths % 100:02}"


def ranking(works: Iterable[Mapping[str, Any]], scores: Mapping[str, Sequence[int]], day: dt.date) -> list[Ranked]:
    """The works of a call that have a rank, by category and rank: by the mean of their scores, then the earlier one.

    Args:
        scores: those that count, by work.
        day: on which it is asked, for the policy.
    """
    policy = in_force(RANKINGS, day, PROVINCE)
    by_category: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for work in works:
        own = scores.get(work["work_ref"], ())
        if len(own) >= policy.least_scores:
            place = (-_hundredths(own, policy), clock.from_text(work["submitted_at"]), work["work_ref"])
            by_category[work["category"]].append((*place, len(own)))
    return [
        Ranked(rank, reference, category, -hundredths, count)
        for category, some in sorted(by_category.items())
        for rank, (hundredths, _, reference, count) in enumerate(sorted(some), 1)
    ]


def _hundredths(scores: Sequence[int], policy: Ranking) -> int:
    """The mean in hundredths, half up."""
    counted = sorted(scores)
    if len(counted) >= policy.trimmed_from:
        counted = counted[1:-1]
    return (200 * sum(counted) + len(counted)) // (2 * len(counted))
