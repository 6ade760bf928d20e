"""What happens to a registration beside its facts: it moves to other regions, and is merged into another one. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from shared import clock
from shared.sources import source_of


@dataclass(frozen=True)
class Move:
    """From a moment on the volunteer belongs to another region, by a transfer that was accepted.

    Attributes:
        under: another name of the person under which it was asked for; None where an earlier version kept none.
    """

    at: dt.datetime
    region_code: str
    transfer_ref: str
    under: str | None = None


@dataclass(frozen=True)
class Merged:
    """From a moment on, until it is undone, the registration stands for the person of another one.

    Attributes:
        into: the reference of the registration that was kept.
    """

    merge_ref: str
    into: str
    merged_at: dt.datetime
    undone_at: dt.datetime | None = None

    def holds_on(self, day: dt.date) -> bool:
        """Whether it is in force as of a day in China."""
        return _has_come(self.merged_at, day) and not (self.undone_at and _has_come(self.undone_at, day))


@dataclass(frozen=True)
class Life:
    """All that is dated about a registration.

    Attributes:
        moves: in the order in which they count.
        of_names: moves of other names of the person alone, asked for by who reaches these and not the person.
        revision: how often transfers or merges of the volunteer were decided on. Whoever decides writes it, so that of
            two who do at one moment, one is run again and sees the other's work (docs/adr/0006).
    """

    moves: tuple[Move, ...] = ()
    merges: tuple[Merged, ...] = ()
    revision: int = 0
    of_names: tuple[Move, ...] = ()

    def moved(self, moves: Iterable[Move], of_names: Iterable[Move] = ()) -> Life:
        """The life with these moves."""
        own, others = in_order(moves), in_order(of_names)
        return replace(self, moves=own, of_names=others, revision=self.revision + 1)

    def joined(self, merges: Iterable[Merged]) -> Life:
        """The life with these merges."""
        ordered = sorted(merges, key=lambda one: (one.merged_at, one.merge_ref))
        return replace(self, merges=tuple(ordered), revision=self.revision + 1)

    def known_under(self, name: str, registered: str) -> Life:
        """Of a person's life what the source of another name knows: the transfers that it asked for under that name.

        Args:
            registered: the reference under which the person is registered.
        """
        source = source_of(name)
        under = (name,) if source == source_of(registered) else (name, None)
        moves = in_order(
            one for one in (*self.moves, *self.of_names) if one.under in under and source_of(one.transfer_ref) == source
        )
        return Life(moves, revision=len(moves))

    def home(self, registered: str, day: dt.date | None = None) -> str:
        """The home region as of a day in China; None for the last that is known.

        Args:
            registered: the region of the registration.
        """
        return last_of(registered, [one for one in self.moves if day is None or _has_come(one.at, day)])

    def merged_into(self, day: dt.date) -> str | None:
        """The reference of the registration that stands for this one as of a day in China; None for itself."""
        return next((one.into for one in self.merges if one.holds_on(day)), None)

    @property
    def is_merged(self) -> bool:
        """Whether another registration stands for this one, by a merge that nobody has undone."""
        return any(one.undone_at is None for one in self.merges)


NEW = Life()
"""Of whoever has just registered."""


def in_order(moves: Iterable[Move]) -> tuple[Move, ...]:
    """Moves by when they were decided, those of one moment by their transfer's reference."""
    return tuple(sorted(moves, key=lambda one: (one.at, one.transfer_ref)))


def home_at(registered: str, moves: Iterable[Move], moment: dt.datetime) -> str:
    """The home region at a moment: where the last accepted transfer led (rules-network.md 2)."""
    return last_of(registered, in_order(one for one in moves if one.at <= moment))


def last_of(registered: str, moves: Sequence[Move]) -> str:
    """Where the last of ordered moves led."""
    return moves[-1].region_code if moves else registered


def _has_come(moment: dt.datetime, day: dt.date) -> bool:
    return clock.china_day(moment) <= day
