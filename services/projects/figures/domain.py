"""What counts for the figures of projects, and on which days: backbone volunteers, pairings, visits, lessons. Pure.

A person counts once in a category and once in all, from the last day of the first such course on. What a merged
registration passed counts for the kept one while the merge is in force, and the merged one is nobody meanwhile
(rules-network.md 2 and 7); a merge of what is itself kept is not looked through.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from services.projects.pairings.domain import LESSON, active_days, first_day
from shared.regions import city_of
from shared.rules.merges import Merge
from shared.rules.places import PROVINCE
from shared.rules.policies import EVER, Policy, in_force
from shared.rules.shares import share
from shared.rules.spans import DAY, Span, intersection, union, without

BACKBONE = "backbone"
BENEFICIARIES, PAIRED, OVERDUE, LESSONS = "beneficiaries", "paired", "visits_overdue", "lessons"
NOTHING = "0.0000"
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


@dataclass(frozen=True)
class OverduePolicy(Policy):
    """When a pairing lacks a visit.

    Attributes:
        days: active on all of the last so many days, and visited on none of them. (no source)
        of_programmes: the same, of pairings of some programmes.
    """

    days: int
    of_programmes: Mapping[str, int]

    def within(self, programme: str) -> dt.timedelta:
        """The days of a programme's pairings."""
        return self.of_programmes.get(programme, self.days) * DAY


OVERDUE_POLICIES = (OverduePolicy("overdue/guangdong", PROVINCE, EVER, 1, 30, {"sunrise": 14}),)


def of_kind(figure: str, kind: str) -> str:
    """The figure of a kind of beneficiaries, or of lessons."""
    return f"{figure}_{kind}"


def beneficiary(one: Mapping[str, Any], pairings: Iterable[Mapping[str, Any]]) -> Counts:
    """The days on which somebody is to be helped, and those of them on which one of the pairings is active."""
    known = [Span(dt.date.fromisoformat(one["registered_on"]))]
    active = [days for pairing in pairings if (days := active_days(pairing))]
    city = city_of(one["region_code"])
    return {
        (of_kind(BENEFICIARIES, one["kind"]), city): known,
        (of_kind(PAIRED, one["kind"]), city): intersection(union(active), known),
    }


def overdue_policy(pairing: Mapping[str, Any], day: dt.date) -> OverduePolicy:
    """The policy that says when a pairing lacks a visit."""
    return in_force(OVERDUE_POLICIES, day, pairing["of_region"])


def overdue(pairing: Mapping[str, Any], visited: Iterable[dt.date], policy: OverduePolicy) -> list[Span]:
    """The days on which a pairing lacks a visit: it is active so many days by then, and was visited on none of them.

    Args:
        visited: the days of its accepted visits.
    """
    days, within = active_days(pairing), policy.within(pairing["programme"])
    if days is None:
        return []
    return without([Span(days.first + within - DAY, days.end)], [Span(day, day + within) for day in visited])


def lesson(visit: Mapping[str, Any]) -> Counts:
    """A lesson counts from its day on; any other visit is none."""
    if visit["kind"] != LESSON:
        return {}
    return {(of_kind(LESSONS, visit["lesson_kind"]), visit["of_city"]): [Span(first_day(visit))]}


def balance(taught: Mapping[str, int]) -> str:
    """How even the kinds of lessons are: 1 where all are as many, 0 where one is missing, or there are none at all.

    It is so many times the smallest share as there are kinds (rules-network.md 6).
    """
    return share(len(taught) * min(taught.values()), sum(taught.values())) or NOTHING
