"""Spans of days: from a first day to the day before `end`, or without end. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple

DAY = dt.timedelta(days=1)


class Span(NamedTuple):
    """Days from `first` on, `end` not included; None for no end."""

    first: dt.date
    end: dt.date | None = None

    def has(self, day: dt.date) -> bool:
        """Whether a day lies in it."""
        return self.first <= day and (self.end is None or day < self.end)

    @property
    def is_empty(self) -> bool:
        """Whether no day lies in it."""
        return self.end is not None and self.end <= self.first


def through(first: dt.date, last: dt.date | None) -> Span:
    """The span whose last day is included, as files write it (`to`, `valid_to`, `ends_on`)."""
    return Span(first, None if last is None or last == dt.date.max else last + DAY)


def months(first: dt.date, last: dt.date) -> list[str]:
    """The months in which the days from one to another lie, such as 2018-03."""
    count = 12 * (last.year - first.year) + last.month - first.month + 1
    numbers = range(first.month - 1, first.month - 1 + count)
    return [f"{first.year + number // 12:04}-{number % 12 + 1:02}" for number in numbers]


def union(spans: Iterable[Span]) -> list[Span]:
    """The days that lie in any of the spans: disjoint, in order, what touches joined."""
    joined: list[Span] = []
    for span in sorted((one for one in spans if not one.is_empty), key=lambda one: one.first):
        last = joined[-1] if joined else None
        if last is None or (last.end is not None and last.end < span.first):
            joined.append(span)
        else:
            joined[-1] = Span(last.first, _later(last.end, span.end))
    return joined


def intersection(some: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    """The days that lie in one of each."""
    return union(Span(max(one.first, other.first), _earlier(one.end, other.end)) for one in some for other in others)


def without(some: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    """The days of `some` that lie in none of the others."""
    left = union(some)
    for cut in union(others):
        left = [part for span in left for part in _halves(span, cut) if not part.is_empty]
    return left


def _halves(span: Span, cut: Span) -> list[Span]:
    before = Span(span.first, _earlier(span.end, cut.first))
    after = [] if cut.end is None else [Span(max(span.first, cut.end), span.end)]
    return [before, *after]


def _earlier(one: dt.date | None, other: dt.date | None) -> dt.date | None:
    if one is None or other is None:
        return one or other
    return min(one, other)


def _later(one: dt.date | None, other: dt.date | None) -> dt.date | None:
    return None if one is None or other is None else max(one, other)
