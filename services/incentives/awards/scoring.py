"""Which scores of nominations count, and their mean (rules-network.md 12). Pure."""

from __future__ import annotations

from collections.abc import Iterable

from shared.rules.conditions import Conditions
from shared.rules.juries import CONDITIONS
from shared.rules.places import PROVINCE
from shared.rules.policies import EVER

SCORES = (Conditions("award_score/guangdong", PROVINCE, EVER, 1, CONDITIONS),)
"""Who may not judge: the subject, its organisation, those that a volunteer belongs to on the day of the score, and who
nominated [rules-network.md 9, 12]."""


def mean(scores: Iterable[int]) -> int:
    """Of scores that count, at least one, the mean in hundredths, half up; none is left out."""
    counted = list(scores)
    return (200 * sum(counted) + len(counted)) // (2 * len(counted))
