"""From measurements to figures. Pure."""

from __future__ import annotations

import math
import random
import statistics
from collections.abc import Mapping, Sequence

PERCENTILES = (50, 95, 99)
DRAWN = 500


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


def beside(ones: Sequence[float], others: Sequence[float]) -> dict[str, float]:
    """The median of one's measurements as a multiple of another's, taken in pairs, and between what it settles.

    `least` and `most` hold 95 of a hundred of what as many pairs, drawn again from these, give.
    """
    drawn, pairs = random.Random(len(ones)), list(zip(ones, others, strict=True))
    again = [_of_medians(drawn.choices(pairs, k=len(pairs))) for _ in range(DRAWN)]
    found = {"cost": _of_medians(pairs), "least": percentile(again, 2.5), "most": percentile(again, 97.5)}
    return {name: round(value, 3) for name, value in found.items()}


def _of_medians(pairs: Sequence[tuple[float, float]]) -> float:
    first, second = (statistics.median(one[side] for one in pairs) for side in (0, 1))
    return first / second


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
