"""What counts for the figures of programmes, and on which days: minutes, people, organisations, joint shifts. Pure.

All credited presences at shifts of projects count (rules-network.md 4); visits have no project. People and
organisations count once, from the first day on: in a city, and once in the province, whose figure is no sum.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from services.hours.figures.domain import Joined, Person
from shared.figures import Stored
from shared.rules.places import PROVINCE
from shared.rules.reversals import counting, is_reversal
from shared.rules.spans import Span, intersection, union, without

PROGRAMMES = (
    "warm_winter",
    "action_month",
    "sunshine",
    "sunrise",
    "culture_festival",
    "mountain_plan",
    "western_plan",
    "hk_macao",
    "international",
    "training",
    "alliance",
    "community",
)
GROUPS = ("residents", "disabled", "migrant_children", "elderly", "youth_at_risk", "travellers")
MINUTES, VOLUNTEERS, ORGANISATIONS = "minutes", "volunteers", "organisations"
JOINT_SHIFTS, JOINT = "joint_shifts", "hk_macao"
BOTH = ("resident", "hk_macao")
"""Whose papers those have who make a shift a joint one, at least one of each."""
Counts = dict[tuple[str, str], list[Span]]


def figure(programme: str, thing: str, group: str = "") -> str:
    """The name of a programme's figure, of minutes also for a group."""
    return "_".join(one for one in (programme, thing, group) if one)


ONCE = tuple(figure(programme, thing) for programme in PROGRAMMES for thing in (VOLUNTEERS, ORGANISATIONS))
"""The figures whose province is no sum of its cities."""
IN_ALL = (*(figure(programme, MINUTES) for programme in PROGRAMMES), *ONCE, JOINT_SHIFTS)
BY_GROUP = tuple(figure(programme, MINUTES, group) for programme in PROGRAMMES for group in GROUPS)


class Project(NamedTuple):
    """What of a project counts."""

    programme: str
    target_group: str


class Presence(NamedTuple):
    """A credited presence at a shift."""

    day: dt.date
    number: str
    minutes: int
    city: str


class Of(NamedTuple):
    """Of which project a shift is, and which organisation runs it; None for none, or where nobody told."""

    project_ref: str | None
    organisation_ref: str | None


@dataclass(frozen=True)
class Shift:
    """What is heard of a shift, in whatever order.

    Attributes:
        of: None while the shift is not heard of.
        served: by their entries; of a shift without a project none.
        papers: whose papers those had who served, each with the first day: by nobody's name, so that it stays.
    """

    of: Of | None = None
    served: Mapping[str, Presence] = field(default_factory=dict)
    papers: Mapping[str, dt.date] = field(default_factory=dict)

    def known(self, of: Of) -> Shift:
        """Once it is heard of; that never changes."""
        if self.of:
            return self
        return replace(self, of=of, served=self.served if of.project_ref else {})

    @property
    def counting(self) -> Collection[Presence]:
        """The presences that count: not what was taken back."""
        return counting(self.served).values()

    @property
    def taken_back(self) -> bool:
        """Whether any was."""
        return any(map(is_reversal, self.served))

    def joined_by(self, number: str) -> Joined | None:
        """When and where somebody served first; None for nobody whose presences count."""
        first = min((one for one in self.counting if one.number == number), default=None)
        return Joined(first.day, self.of.project_ref, first.city) if first and self.of and self.of.project_ref else None

    def serving(self, entry: str, presence: Presence) -> Shift:
        """With a credited presence, or one that takes another back."""
        if self.of and not self.of.project_ref:
            return self
        return replace(self, served={**self.served, entry: presence})

    def shown(self, papers: Mapping[str, str]) -> Shift:
        """With whose papers those have who served, by number, as far as that is known."""
        first = dict(self.papers)
        for one in self.counting:
            kind = papers.get(one.number)
            if kind in BOTH:
                first[kind] = min(one.day, first.get(kind, one.day))
        return replace(self, papers=first)


def of_shift(shift: Shift, project: Project | None) -> Stored:
    """What a shift counts: its minutes by day, and that it is a joint one."""
    if project is None:
        return []
    minutes: Counter[tuple[str, str, dt.date]] = Counter()
    for one in shift.counting:
        for name in (figure(project.programme, MINUTES), figure(project.programme, MINUTES, project.target_group)):
            minutes[name, one.city, one.day] += one.minutes
    counted: Stored = [
        [name, city, [[day.isoformat(), None]], amount] for (name, city, day), amount in sorted(minutes.items())
    ]
    if project.programme == JOINT and shift.counting and shift.papers.keys() >= set(BOTH):
        city = min(one.city for one in shift.counting)
        counted.append([JOINT_SHIFTS, city, [[max(shift.papers.values()).isoformat(), None]]])
    return counted


def of_organisation(first: Mapping[tuple[str, str], dt.date], projects: Mapping[str, Project]) -> Counts:
    """What an organisation counts.

    Args:
        first: by project and city the first day on which somebody served in its shifts.
    """
    return _once(
        ((projects[ref].programme, city, Span(day)) for (ref, city), day in first.items() if ref in projects),
        ORGANISATIONS,
    )


def of_person(number: str, people: Mapping[str, Person], projects: Mapping[str, Project]) -> Counts:
    """What a registration counts: nothing while it is merged away, then with those merged into it."""
    merges = list(people[number].merges.values())
    own = _joined(people[number], projects, [Span(dt.date.min)])
    others = (_joined(people[one.merged], projects, [one.days]) for one in merges if one.kept == number)
    counted = _once([*own, *(joined for some in others for joined in some)], VOLUNTEERS)
    away = [one.days for one in merges if one.merged == number]
    return {where: without(days, away) for where, days in counted.items()}


def _joined(person: Person, projects: Mapping[str, Project], within: list[Span]) -> Iterable[tuple[str, str, Span]]:
    for one in person.joined.values():
        if one.project_ref in projects:
            for span in intersection([Span(one.day)], within):
                yield projects[one.project_ref].programme, one.city, span


def _once(served: Iterable[tuple[str, str, Span]], thing: str) -> Counts:
    found: Counts = {}
    for programme, city, span in served:
        for place in {city, PROVINCE}:
            found.setdefault((figure(programme, thing), place), []).append(span)
    return {where: union(spans) for where, spans in found.items()}
