"""What counts for the figures of projects, and on which days: whoever passed a course for backbone volunteers. Pure.

A person counts once in a category and once in all, from the last day of the first such course on. What a merged
registration passed counts for the kept one while the merge is in force, and the merged one is nobody meanwhile
(rules-network.md 2 and 7); a merge of what is itself kept is not looked through.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from shared.rules.merges import Merge
from shared.rules.places import PROVINCE
from shared.rules.spans import Span, intersection, union, without

BACKBONE = "backbone"
Counts = dict[tuple[str, str], list[Span]]


class Passed(NamedTuple):
    """A course for backbone volunteers that somebody passed: of which category, and its last day."""

    category: str
    ends_on: dt.date


def of_category(category: str) -> str:
    """The figure of a category."""
    return f"{BACKBONE}_{category}"


def backbone(number: str, passed: Mapping[str, Iterable[Passed]], merges: Iterable[Merge]) -> Counts:
    """The days on which a registration counts, by figure; of the whole province, as courses are for people of anywhere.

    Args:
        passed: by number, of the registration and of those that are merged into it.
        merges: those of the registration.
    """
    ties = list(merges)
    own = [(one.category, [Span(one.ends_on)]) for one in passed.get(number, ())]
    others = [
        (one.category, intersection([Span(one.ends_on)], [merge.days]))
        for merge in ties
        if merge.kept == number
        for one in passed.get(merge.merged, ())
    ]
    away = [merge.days for merge in ties if merge.merged == number]
    counted: Counts = defaultdict(list)
    for category, days in (*own, *others):
        for figure in (BACKBONE, of_category(category)):
            counted[figure, PROVINCE] += without(days, away)
    return {where: union(days) for where, days in counted.items()}
