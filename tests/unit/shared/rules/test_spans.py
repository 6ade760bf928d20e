"""Spans of days: united, cut and subtracted as sets of days are."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from shared.rules.spans import Span, intersection, through, union, without

FIRST = dt.date(2018, 1, 1)
DAYS = [FIRST + dt.timedelta(days=number) for number in range(40)]


def _span(bounds: tuple[int, int | None]) -> Span:
    first, length = bounds
    return Span(DAYS[first], None if length is None else DAYS[first] + dt.timedelta(days=length))


spans = st.lists(st.tuples(st.integers(0, 25), st.none() | st.integers(0, 12)).map(_span), max_size=6)


def _days(some: list[Span]) -> set[dt.date]:
    return {day for day in DAYS if any(span.has(day) for span in some)}


@given(spans)
def test_a_union_has_the_days_of_all(some: list[Span]) -> None:
    """Disjoint, in order, and nothing of it touches."""
    united = union(some)
    assert _days(some) == _days(united)
    assert all(one.end is not None and one.end < other.first for one, other in pairwise(united))


@given(spans, spans)
def test_an_intersection_has_the_days_of_both(some: list[Span], others: list[Span]) -> None:
    """And no other."""
    assert _days(some) & _days(others) == _days(intersection(some, others))


@given(spans, spans)
def test_what_is_cut_out_is_gone(some: list[Span], others: list[Span]) -> None:
    """The days of the one that the other does not have."""
    assert _days(some) - _days(others) == _days(without(some, others))


def test_a_last_day_is_included() -> None:
    """As files write it; without one there is no end."""
    assert Span(FIRST, dt.date(2018, 1, 3)) == through(FIRST, dt.date(2018, 1, 2))
    assert Span(FIRST) == through(FIRST, None)
    assert through(FIRST, FIRST).has(FIRST)
