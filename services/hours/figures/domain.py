"""What of a person's facts counts for the figures of activity and stickiness (rules-network.md 3). Pure.

A person is a volunteer's number. What a merged registration served counts for the kept one while the merge is in force,
and the merged one is no person meanwhile; a merge of what is itself kept is not looked through.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from shared import clock
from shared.rules.homes import city_spans
from shared.rules.reversals import counting
from shared.rules.spans import DAY, Span, intersection, union, without

ACTIVE_30, ACTIVE_90 = "active_30", "active_90"
BEFORE, AGAIN = "stickiness_90_before", "stickiness_90_again"
FIGURES = (ACTIVE_30, ACTIVE_90, BEFORE, AGAIN)
"""Active on the last 30 and 90 days; on the 90 days before these; and on both, the share of which is the stickiness."""


class Move(NamedTuple):
    """A transfer that was accepted: when, and between which cities; the province stands for itself."""

    sequence: int
    decided_at: dt.datetime
    from_city: str
    to_city: str


class Merge(NamedTuple):
    """Two registrations that were one person for some days."""

    sequence: int
    kept: str
    merged: str
    days: Span


class Joined(NamedTuple):
    """That somebody served in a shift of a project: first on which day, and in which city."""

    day: dt.date
    project_ref: str
    city: str


@dataclass(frozen=True)
class Person:
    """What is heard of a person, in whatever order.

    Attributes:
        served: the day of each credited presence, by its entry.
        home: the home's city in the newest state, and that state's sequence.
        moves, merges: by their references.
        erased_on: the day on which all else of the person was erased.
        joined: the shifts of projects in which the person served.
        papers: whose papers the person has, sealed as it came, with the sequence of the state that said so.
    """

    served: Mapping[str, dt.date] = field(default_factory=dict)
    home: tuple[int, str] | None = None
    moves: Mapping[str, Move] = field(default_factory=dict)
    merges: Mapping[str, Merge] = field(default_factory=dict)
    erased_on: dt.date | None = None
    joined: Mapping[str, Joined] = field(default_factory=dict)
    papers: tuple[int, str] | None = None

    @property
    def days(self) -> Collection[dt.date]:
        """The days of the presences that count: not of what was taken back."""
        return counting(self.served).values()

    def serving(self, entry: str, day: dt.date) -> Person:
        """With a credited presence, or one that takes another back."""
        return replace(self, served={**self.served, entry: day})

    def not_serving(self, entry: str) -> Person:
        """Without a presence that does not count any more."""
        return replace(self, served={one: day for one, day in self.served.items() if one != entry})

    def at_home(self, sequence: int, city: str) -> Person:
        """As of a state, unless a newer one is known."""
        return self if self.home and self.home[0] >= sequence else replace(self, home=(sequence, city))

    def moving(self, reference: str, move: Move) -> Person:
        """With a transfer, unless newer is known of it: what was told before it may lead elsewhere after all."""
        known = self.moves.get(reference)
        return (
            self if known and known.sequence >= move.sequence else replace(self, moves={**self.moves, reference: move})
        )

    def merging(self, reference: str, merge: Merge) -> Person:
        """With a merge, or one that was undone, unless newer is known of it."""
        known = self.merges.get(reference)
        if known and known.sequence >= merge.sequence:
            return self
        return replace(self, merges={**self.merges, reference: merge})

    def erased(self, day: dt.date) -> Person:
        """After the erasure."""
        return replace(self, erased_on=min(day, self.erased_on or day), papers=None)

    def joining(self, shift: str, joined: Joined | None) -> Person:
        """With a shift of a project, of which the first day counts; None for one at which nothing counts any more."""
        others = {name: one for name, one in self.joined.items() if name != shift}
        return replace(self, joined={**others, shift: joined} if joined else others)

    def with_papers(self, sequence: int, sealed: str | None) -> Person:
        """As of a state, unless a newer one is known, or the person is erased."""
        is_old = self.papers is not None and self.papers[0] >= sequence
        return self if sealed is None or is_old or self.erased_on else replace(self, papers=(sequence, sealed))


def counted(number: str, people: Mapping[str, Person]) -> dict[tuple[str, str], list[Span]]:
    """The days on which a person counts, by figure and place: the city that is home on the day, or the province itself.

    Args:
        people: the person and those merged into it.
    """
    active_90, before = _active(number, people, 90), _active(number, people, 90, later=90)
    figures = {
        ACTIVE_30: _active(number, people, 30),
        ACTIVE_90: active_90,
        BEFORE: before,
        AGAIN: intersection(before, active_90),
    }
    homes = _homes(number, people[number])
    return {(name, city): intersection(days, there) for name, days in figures.items() for city, there in homes.items()}


def _active(number: str, people: Mapping[str, Person], length: int, later: int = 0) -> list[Span]:
    """The days in whose last `length` days the person served; or so many days later."""
    merges = [one for one in people[number].merges.values() if one.kept == number]
    own = _spans(people[number].days, length, later)
    others = (intersection(_spans(people[one.merged].days, length, later), [one.days]) for one in merges)
    return union([*own, *(span for spans in others for span in spans)])


def _spans(days: Iterable[dt.date], length: int, later: int) -> list[Span]:
    spans: list[Span] = []
    for day in sorted(set(days)):
        first = day + later * DAY
        if spans and first <= (spans[-1].end or first):
            first = spans.pop().first
        spans.append(Span(first, day + (later + length) * DAY))
    return spans


def _homes(number: str, person: Person) -> dict[str, list[Span]]:
    """Each city that was home, and the days on which the person counts there; nothing while no home is known."""
    moves = [one for _, one in sorted(person.moves.items(), key=lambda move: (move[1].decided_at, move[0]))]
    known = moves[0].from_city if moves else person.home and person.home[1]
    if known is None:
        return {}
    merges = [one.days for one in person.merges.values() if one.merged == number]
    own = without([Span(dt.date.min, person.erased_on)], merges)
    homes = city_spans(known, [(clock.china_day(move.decided_at), move.to_city) for move in moves])
    return {city: intersection(own, spans) for city, spans in homes.items()}
