"""Where volunteers belonged on a day: the last transfer that was accepted by then counts (rules-network.md 2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from shared import clock

MOVES = "moves"


class Move(NamedTuple):
    """An accepted transfer; the later word on it counts."""

    transfer_ref: str
    sequence: int
    decided_at: str
    before: str
    after: str

    @property
    def at(self) -> dt.datetime:
        """When it was accepted."""
        return clock.from_text(self.decided_at)


def newest(moves: Iterable[Move]) -> list[Move]:
    """The last word on each transfer, by reference."""
    latest: Mapping[str, Move] = {one.transfer_ref: one for one in sorted(moves, key=lambda one: one.sequence)}
    return [latest[reference] for reference in sorted(latest)]


def home_on(now: str | None, moves: Iterable[Move], day: dt.date) -> str | None:
    """Where somebody belonged at the end of a day.

    Args:
        now: where the person belongs in the newest state.
        moves: those that lead nowhere were taken back.
    """
    made = sorted((one for one in moves if one.before != one.after), key=lambda one: (one.at, one.transfer_ref))
    past = [one for one in made if clock.china_day(one.at) <= day]
    if past:
        return past[-1].after
    return made[0].before if made else now
