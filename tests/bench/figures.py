"""From measurements to figures. Pure."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence

PERCENTILES = (50, 95, 99)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that `share` percent of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * share / 100) - 1)]


def percentiles(seconds: Sequence[float]) -> dict[str, float]:
    """p50, p95 and p99 in milliseconds."""
    return {f"p{share}": round(percentile(seconds, share) * 1000, 1) for share in PERCENTILES}


def medians(rates: Mapping[str, Sequence[float]]) -> dict[str, float]:
    """Each one's median over the rounds."""
    return {name: round(statistics.median(values), 1) for name, values in rates.items()}


def ratios(rates: Mapping[str, Sequence[float]], of: str) -> dict[str, float]:
    """One's rate as a multiple of each other's: the median of what it was in each round, as rounds differ most."""
    return {f"{of}/{name}": ratio(rates[of], rates[name]) for name in rates if name != of and of in rates}


def ratio(rates: Sequence[float], others: Sequence[float]) -> float:
    """The median, over the rounds that both have, of one's rate as a multiple of another's."""
    return round(statistics.median(one / other for one, other in zip(rates, others, strict=False)), 3)


def moment_of(points: Sequence[tuple[int, float]], count: int) -> float:
    """When so much was done, between two points of (done so far, moment) in proportion."""
    later = next(place for place, (done, _) in enumerate(points) if place and done >= count)
    (before, start), (after, end) = points[later - 1], points[later]
    return start + (end - start) * (count - before) / (after - before)


def rates_of_parts(points: Sequence[tuple[int, float]], bounds: Sequence[int]) -> list[float]:
    """What was done a second between one bound and the next, for those parts that were done whole."""
    reached = [bound for bound in bounds if bound <= points[-1][0]]
    moments = [moment_of(points, bound) for bound in reached]
    return [
        round((reached[part + 1] - reached[part]) / (moments[part + 1] - moments[part]), 1)
        for part in range(len(reached) - 1)
    ]
