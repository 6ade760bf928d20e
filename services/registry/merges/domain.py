"""Merges of two registrations of one person: which of them hold, and from when until when. Pure.

No registration is merged into two, nor into one that is merged itself: nobody would have to follow a chain. Whether a
merge makes one depends on others, which may come later. So merges that share registrations are decided together, in
the order in which they begin; those that hold at different times do not touch each other.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from shared.rules.conditions import Conditions
from shared.rules.faults import Fault
from shared.rules.places import PROVINCE
from shared.rules.policies import EVER, in_force

MERGED, SEPARATED = "volunteer.merged.v1", "volunteer.separated.v1"


@dataclass(frozen=True)
class Merge:
    """Two registrations of one person, by their numbers, and from when until when they are one."""

    reference: str
    kept: str
    merged: str
    merged_at: dt.datetime
    undone_at: dt.datetime | None = None

    def meets(self, other: Merge) -> bool:
        """Whether both hold at some moment."""
        return _before(self.merged_at, other.undone_at) and _before(other.merged_at, self.undone_at)


class Request(NamedTuple):
    """A merge, and those that hold beside it and share a registration with it."""

    merge: Merge
    beside: Sequence[Merge]


MERGES = (
    Conditions(
        "merge/guangdong",
        PROVINCE,
        EVER,
        1,
        (
            ("same_person", lambda asked: asked.merge.kept == asked.merge.merged),
            ("already_merged", lambda asked: asked.merge.merged in {one.merged for one in asked.beside}),
            ("into_merged", lambda asked: asked.merge.kept in {one.merged for one in asked.beside}),
            ("keeps_others", lambda asked: asked.merge.merged in {one.kept for one in asked.beside}),
        ),
    ),
)
"""Why a merge is refused: one registration [rules-network.md 2], or a chain (no source)."""


def policy_on(day: dt.date) -> Conditions:
    """The policy that decides on merges on a day."""
    return in_force(MERGES, day, PROVINCE)


def refused(merges: Iterable[Merge], today: dt.date, settled: Iterable[Merge] = ()) -> dict[str, str]:
    """Which of the merges are refused and why, whatever the order in which they came.

    Args:
        merges: with each of them all that share a registration with it.
        today: the day on which it is decided, for the policy.
        settled: those that hold whatever comes, since whom they were about is erased.
    """
    policy, reasons, fixed = policy_on(today), dict[str, str](), set(settled)
    holding: dict[str, list[Merge]] = defaultdict(list)
    for one in sorted({*merges, *fixed}, key=lambda merge: (merge.merged_at, merge.reference)):
        before = [other for number in (one.kept, one.merged) for other in holding[number] if one.meets(other)]
        # What holds anyway, and begins later, is asked last: so nothing has another reason than before an erasure.
        later = [other for other in fixed if one.meets(other)]
        reason = policy.failing(Request(one, before)) or policy.failing(Request(one, later))
        if reason and one not in fixed:
            reasons[one.reference] = reason
        else:
            holding[one.kept].append(one)
            holding[one.merged].append(one)
    return reasons


class Told(NamedTuple):
    """What others have heard of a merge: until when it holds, None for no end."""

    until: dt.datetime | None


def to_be_told(merge: Merge, *, holds: bool, told: Told | None) -> Told | None:
    """What others should know of a merge: one that was told and does not hold after all ends where it began."""
    if holds:
        return Told(merge.undone_at)
    return Told(merge.merged_at) if told else None


def news(told: Told | None, now: Told | None) -> list[str]:
    """The types of the events that lead from what was told of a merge to what is so now, in order."""
    if now is None or now == told:
        return []
    first = [MERGED] if told is None or told.until is not None else []
    return [*first, *([SEPARATED] if now.until is not None else [])]


def undoing_fault(merge: Merge, undone_at: dt.datetime) -> Fault | None:
    """Why a merge cannot be undone at a moment."""
    if merge.undone_at is not None:
        return Fault("undone_at", "already_undone")
    return Fault("undone_at", "before_merge") if undone_at < merge.merged_at else None


def _before(moment: dt.datetime, end: dt.datetime | None) -> bool:
    return end is None or moment < end
