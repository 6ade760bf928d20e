"""How much volunteers served lately: credited minutes in the days before a moment."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate


@dataclass(frozen=True, order=True)
class Served:
    """A credited interval of a volunteer, by its start; of an opening balance, 00:00 of its day in China."""

    starts_at: dt.datetime
    minutes: int


class Workload:
    """The credited intervals of all volunteers, by their number."""

    def __init__(self, served: Mapping[str, Iterable[Served]]) -> None:
        ordered = {number: sorted(ones) for number, ones in served.items()}
        self._served = ordered
        self._starts = {number: [one.starts_at for one in ones] for number, ones in ordered.items()}
        self._sums = {
            number: list(accumulate((one.minutes for one in ones), initial=0)) for number, ones in ordered.items()
        }
        self.minutes_before = lru_cache(200_000)(self._minutes_before)

    def intervals(self) -> Iterator[tuple[str, Served]]:
        """Every interval with the number of its volunteer."""
        return ((number, one) for number, ones in self._served.items() for one in ones)

    def _minutes_before(self, volunteer: str, moment: dt.datetime, days: int) -> int:
        """Minutes of the intervals that started in the `days` before a moment, the first of these instants included."""
        starts = self._starts.get(volunteer)
        if starts is None:
            return 0
        sums = self._sums[volunteer]
        return sums[bisect_left(starts, moment)] - sums[bisect_left(starts, moment - dt.timedelta(days=days))]


def workload(served: Iterable[tuple[str, Served]]) -> Workload:
    """The workload of intervals that come each with the number of its volunteer."""
    by_volunteer: dict[str, list[Served]] = {}
    for number, one in served:
        by_volunteer.setdefault(number, []).append(one)
    return Workload(by_volunteer)
