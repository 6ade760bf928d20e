"""What a person must look at: what one person was credited twice, under two registrations. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from services.hours.shifts.domain import Interval

OVERLAP_AFTER_MERGE = "overlap_after_merge"


class Overlap(NamedTuple):
    """Two entries that credit the same time."""

    entries: tuple[str, str]
    interval: Interval


def overlaps(some: Iterable[tuple[str, Interval]], others: Iterable[tuple[str, Interval]]) -> list[Overlap]:
    """Where entries of one registration overlap those of another, by time."""
    many = list(others)
    found = [
        Overlap((entry, other), cut)
        for entry, interval in some
        for other, there in many
        if (cut := interval.cut_to(there))
    ]
    return sorted(found, key=lambda one: (one.interval.start, one.entries))
