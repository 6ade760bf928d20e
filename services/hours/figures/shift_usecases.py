"""Keeping the figures of programmes: what is heard of shifts, who served in them, and of projects."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from services.hours.figures import shift_repository as repository
from services.hours.figures.domain import Joined, Person
from services.hours.figures.programmes import JOINT, Of, Presence, Project, Shift, of_organisation, of_shift
from services.hours.figures.shift_repository import First, KeptShift
from shared.crypto import Sealer
from shared.events.envelope import Event
from shared.figures import stored
from shared.regions import city_of
from shared.store.transaction import Transaction

CREDITED = "hours.credited.v1"
REVERSED = "hours.reversed.v1"
HEARD = (CREDITED, REVERSED, "shift.scheduled.v1", "shift.changed.v1", "pairing.visited.v1")
"""What tells of shifts; those of visits have no project."""


class News(NamedTuple):
    """Shifts of which something was heard: as they were kept, and as they are now."""

    before: dict[str, KeptShift]
    after: dict[str, Shift]

    def joined(self) -> Iterable[tuple[str, str, Joined | None]]:
        """Who served in shifts of projects as far as that is new: the number, the shift, first when and where."""
        for reference, shift in self.after.items():
            if shift.of and shift.of.project_ref:
                known = self.before[reference].shift
                new = {one.number for name, one in shift.served.items() if not known.of or name not in known.served}
                for number in sorted(new):
                    yield number, reference, shift.joined_by(number)


def hear(transaction: Transaction, events: Sequence[Event]) -> News:
    """Take in what is told of shifts; nothing is written yet."""
    steps: dict[str, list[Callable[[Shift], Shift]]] = defaultdict(list)
    for event in events:
        if event.type in HEARD and event.data["shift_ref"] is not None:
            steps[event.data["shift_ref"]].append(_step(event))
    before = repository.shifts(transaction, steps)
    after = {}
    for reference, some in steps.items():
        shift = before[reference].shift
        for step in some:
            shift = step(shift)
        if shift != before[reference].shift:
            after[reference] = shift
    return News(before, after)


def count(transaction: Transaction, news: News, people: Callable[[Iterable[str]], Mapping[str, Person]]) -> None:
    """Count shifts as they are now, and the organisations that run them.

    Args:
        people: gives persons by their numbers.
    """
    wanted = {one.of.project_ref for one in news.after.values() if one.of and one.of.project_ref}
    projects = repository.projects(transaction, wanted)
    repository.expect(transaction, sorted(wanted - projects.keys()))
    after = {}
    for reference, heard in news.after.items():
        project = projects.get(heard.of.project_ref or "") if heard.of else None
        shift = heard
        if project and project.programme == JOINT:
            numbers = {one.number for one in heard.counting}
            shift = heard.shown(_papers(transaction.sealer, people(numbers)))
        after[reference] = (shift, of_shift(shift, project))
    repository.save_shifts(transaction, news.before, after)
    _count_organisations(transaction, [shift for shift, _ in after.values()], projects)


def of_people(transaction: Transaction, people: Iterable[Person]) -> News:
    """The joint programme's shifts in which persons served whose papers became known."""
    joined = {ref: one.project_ref for person in people for ref, one in person.joined.items()}
    projects = repository.projects(transaction, joined.values())
    joint = {ref for ref, project in joined.items() if project in projects and projects[project].programme == JOINT}
    return _again(repository.shifts(transaction, joint))


def of_projects(transaction: Transaction, references: Iterable[str]) -> News:
    """The shifts of projects that became known."""
    return _again(repository.of_projects(transaction, references))


def projects_of(transaction: Transaction, people: Iterable[Person]) -> dict[str, Project]:
    """The known ones of the projects in whose shifts persons served."""
    return repository.projects(transaction, {one.project_ref for person in people for one in person.joined.values()})


def _again(shifts: dict[str, KeptShift]) -> News:
    return News(shifts, {reference: one.shift for reference, one in shifts.items()})


def _step(event: Event) -> Callable[[Shift], Shift]:
    data = event.data
    if event.type in (CREDITED, REVERSED):
        place, day = city_of(data["region_code"]), dt.date.fromisoformat(data["day"])
        presence = Presence(day, data["volunteer"], data["minutes"], place)
        return lambda shift: shift.serving(data["entry"], presence)
    of = Of(data.get("project_ref") or None, data.get("organisation_ref"))
    return lambda shift: shift.known(of)


def _papers(sealer: Sealer, people: Mapping[str, Person]) -> dict[str, str]:
    return {
        number: sealer.open(one.papers[1], number)["document"]
        for number, one in people.items()
        if one.papers is not None
    }


def _count_organisations(transaction: Transaction, shifts: Sequence[Shift], projects: Mapping[str, Project]) -> None:
    anew = {one.of for one in shifts if one.of and one.of.project_ref and one.of.organisation_ref and one.taken_back}
    whole = repository.of_projects(transaction, {of.project_ref for of in anew if of.project_ref}) if anew else {}
    days = _first_days([*shifts, *(one.shift for one in whole.values() if one.shift.of in anew)])
    before = repository.organisations(transaction, days)
    after: dict[str, First] = {}
    for reference, first in days.items():
        kept = before[reference].first.items()
        known = {where: day for where, day in kept if Of(where[0], reference) not in anew}
        after[reference] = {**known, **{where: min(day, known.get(where, day)) for where, day in first.items()}}
    others = {ref for first in after.values() for ref, _ in first} - projects.keys()
    everything = {**projects, **repository.projects(transaction, others)}
    counted = {ref: (first, stored(of_organisation(first, everything))) for ref, first in after.items()}
    repository.save_organisations(transaction, before, counted)


def _first_days(shifts: Iterable[Shift]) -> dict[str, First]:
    days: dict[str, First] = defaultdict(dict)
    for shift in shifts:
        if shift.of and shift.of.project_ref and shift.of.organisation_ref:
            first = days[shift.of.organisation_ref]
            for one in shift.counting:
                where = (shift.of.project_ref, one.city)
                first[where] = min(one.day, first.get(where, one.day))
    return days
