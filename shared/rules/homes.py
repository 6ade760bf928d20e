"""Homes: the days on which somebody belonged to which city. Pure."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from shared.rules.spans import Span


def city_spans(registered: str, moves: Sequence[tuple[dt.date, str]]) -> dict[str, list[Span]]:
    """By city the days on which it was home; the province stands for homes at its level.

    Args:
        registered: the first city.
        moves: from which day on it was which city, in the order in which they count.
    """
    steps = [(dt.date.min, registered), *moves]
    ends = [*(day for day, _ in moves), None]
    spans: dict[str, list[Span]] = defaultdict(list)
    for (first, city), end in zip(steps, ends, strict=True):
        spans[city].append(Span(first, end))
    return dict(spans)
