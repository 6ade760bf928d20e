"""Figures of activity: kept by what is heard of hours and of people, asked for as of any day."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from services.hours.figures import programmes, repository, shift_repository, shift_usecases
from services.hours.figures.domain import (
    ACTIVE_30,
    ACTIVE_90,
    AGAIN,
    BEFORE,
    Merge,
    Move,
    Person,
    counted,
)
from services.hours.figures.repository import Kept
from shared import clock, figures
from shared.copies import Copy
from shared.events.envelope import Event
from shared.figures import stored
from shared.recounting import read_data as recounted
from shared.regions import city_codes, city_of
from shared.rules.places import PROVINCE
from shared.rules.shares import share
from shared.rules.spans import Span
from shared.store.read_data import ReadData
from shared.store.transaction import Store, Transaction

News = tuple[str, Callable[[Person], Person]]
"""The number of whom it is about, and what it makes of what was known."""


def hear(transaction: Transaction, events: Sequence[Event]) -> None:
    """Take in what is told of hours and of people, and count anew those whom it is about."""
    of_shifts = shift_usecases.hear(transaction, events)
    news: dict[str, list[Callable[[Person], Person]]] = defaultdict(list)
    for event in events:
        for number, step in HEARD[event.type](event):
            news[number].append(step)
    for number, shift, joined in of_shifts.joined():
        news[number].append(partial(Person.joining, shift=shift, joined=joined))
    before = repository.people(transaction, news)
    after = {number: _after(before[number].person, steps) for number, steps in news.items()}
    changed = {number: person for number, person in after.items() if person != before[number].person}
    shown = [person for number, person in changed.items() if person.papers != before[number].person.papers]
    if changed:
        _count(transaction, before, changed)
    of_people = shift_usecases.of_people(transaction, shown) if shown else of_shifts
    for one in {id(one): one for one in (of_shifts, of_people)}.values():
        if one.after:
            shift_usecases.count(transaction, one, lambda numbers: _people(transaction, numbers))


def hear_projects(transaction: Transaction, events: Sequence[Event]) -> None:
    """Projects are known: count what was served in their shifts before."""
    PROJECTS.hear(transaction, events)


def _count_projects(transaction: Transaction, projects: Mapping[str, Event | None]) -> None:
    of_shifts = shift_usecases.of_projects(transaction, projects)
    if of_shifts.after:
        shift_usecases.count(transaction, of_shifts, lambda numbers: _people(transaction, numbers))
        served = {one.number for shift in of_shifts.after.values() for one in shift.served.values()}
        people = repository.people(transaction, served)
        _count(transaction, people, {number: one.person for number, one in people.items()})


PROJECTS = Copy(
    shift_repository.PROJECTS,
    ("project.published.v1",),
    "project_ref",
    ("programme", "target_group"),
    then=_count_projects,
)
"""Of the projects of the projects service what figures of programmes ask."""


def read_data() -> list[ReadData]:
    """What a rebuild makes again."""
    kept = (repository.PEOPLE, shift_repository.SHIFTS, shift_repository.ORGANISATIONS)
    return [PROJECTS.read_data(), *recounted(kept, (*HEARD, *PROJECTS.types))]


def figures_as_of(store: Store, day: dt.date) -> dict[str, Any]:
    """All figures of activity as of a day, by city; cities without anybody are left out of counts."""
    active = {name: _by_city(figures.as_of(store.database, name, day)) for name in (ACTIVE_30, ACTIVE_90)}
    before, again = (_with_province(figures.as_of(store.database, name, day)) for name in (BEFORE, AGAIN))
    stays = {place: share(again[place], before[place]) for place in (*city_codes(), PROVINCE)}
    of_programmes = figures.all_as_of(store.database, (*programmes.IN_ALL, *programmes.BY_GROUP), day)
    return {
        "as_of": day,
        **active,
        "stickiness_90": stays,
        "programmes": _programmes(of_programmes),
        programmes.JOINT_SHIFTS: sum(of_programmes.get(programmes.JOINT_SHIFTS, {}).values()),
    }


def history(store: Store, figure: str, place: str, first: dt.date, last: dt.date) -> Iterator[tuple[dt.date, int]]:
    """A figure of a place by day, where it changed."""
    places = None if place == PROVINCE and figure not in programmes.ONCE else (place,)
    return figures.history(store.database, figure, places, first, last)


def _after(person: Person, steps: Iterable[Callable[[Person], Person]]) -> Person:
    for step in steps:
        person = step(person)
    return person


def _count(transaction: Transaction, before: dict[str, Kept], changed: Mapping[str, Person]) -> None:
    """Count those who changed, and those into whom they are merged."""
    subjects = {*changed, *(one.kept for person in changed.values() for one in person.merges.values())}
    _load(transaction, before, subjects)
    others = (changed.get(number, before[number].person) for number in subjects)
    _load(transaction, before, {one.merged for person in others for one in person.merges.values()})
    people = {**{number: one.person for number, one in before.items()}, **changed}
    projects = shift_usecases.projects_of(transaction, people.values())
    after = {
        number: (
            people[number],
            stored({**counted(number, people), **programmes.of_person(number, people, projects)}),
        )
        for number in subjects
    }
    repository.save(transaction, before, after)


def _people(transaction: Transaction, numbers: Iterable[str]) -> dict[str, Person]:
    return {number: one.person for number, one in repository.people(transaction, set(numbers)).items()}


def _programmes(found: Mapping[str, Mapping[str, int]]) -> dict[str, Any]:
    """By programme; those in which nobody served are left out, and so are groups."""
    served = [one for one in programmes.PROGRAMMES if programmes.figure(one, programmes.MINUTES) in found]
    return {one: _programme(one, found) for one in served}


def _programme(programme: str, found: Mapping[str, Mapping[str, int]]) -> dict[str, Any]:
    def minutes(group: str = "") -> int:
        return sum(found.get(programmes.figure(programme, programmes.MINUTES, group), {}).values())

    once = {
        thing: found.get(programmes.figure(programme, thing), {}).get(PROVINCE, 0)
        for thing in (programmes.VOLUNTEERS, programmes.ORGANISATIONS)
    }
    groups = {group: minutes(group) for group in programmes.GROUPS}
    by_group = {group: amount for group, amount in groups.items() if amount}
    return {programmes.MINUTES: minutes(), **once, "by_target_group": by_group}


def _load(transaction: Transaction, known: dict[str, Kept], numbers: Iterable[str]) -> None:
    missing = set(numbers) - known.keys()
    if missing:
        known.update(repository.people(transaction, missing))


def _with_province(counts: Mapping[str, int]) -> Counter[str]:
    """The province has everybody, wherever in it the home is."""
    return Counter({**counts, PROVINCE: sum(counts.values())})


def _by_city(counts: Mapping[str, int]) -> dict[str, int]:
    return {place: count for place, count in counts.items() if place != PROVINCE}


def _credited(event: Event) -> Iterator[News]:
    data = event.data
    if data["attendance_ref"] is not None:
        day = dt.date.fromisoformat(data["day"])
        yield data["volunteer"], lambda person: person.serving(data["entry"], day)


def _state(event: Event) -> Iterator[News]:
    data, city, sequence = event.data, city_of(event.data["home_region_code"]), event.sequence or 0
    yield data["volunteer"], lambda person: person.at_home(sequence, city).with_papers(sequence, data.get("papers"))


def _transferred(event: Event) -> Iterator[News]:
    data = event.data
    cities = (city_of(data[name]) for name in ("from_region_code", "to_region_code"))
    move = Move(event.sequence or 0, clock.from_text(data["decided_at"]), *cities)
    yield data["volunteer"], lambda person: person.moving(data["transfer_ref"], move)


def _merged(event: Event) -> Iterator[News]:
    data = event.data
    days = Span(_day(data["merged_at"]), _day(data["undone_at"]) if "undone_at" in data else None)
    merge = Merge(event.sequence or 0, data["kept"], data["merged"], days)
    for number in (merge.kept, merge.merged):
        yield number, lambda person: person.merging(data["merge_ref"], merge)


def _erased(event: Event) -> Iterator[News]:
    yield event.data["volunteer"], lambda person: person.erased(_day(event.time))


def _day(moment: str) -> dt.date:
    return clock.china_day(clock.from_text(moment))


def _of_shifts(event: Event) -> Iterator[News]:
    """Nobody yet: who served, the shift says."""
    return iter(())


HEARD: Mapping[str, Callable[[Event], Iterator[News]]] = {
    "hours.credited.v1": _credited,
    "hours.reversed.v1": _credited,
    "volunteer.registered.v1": _state,
    "volunteer.changed.v1": _state,
    "volunteer.transferred.v1": _transferred,
    "volunteer.merged.v1": _merged,
    "volunteer.separated.v1": _merged,
    "volunteer.erased.v1": _erased,
    "shift.scheduled.v1": _of_shifts,
    "shift.changed.v1": _of_shifts,
    "pairing.visited.v1": _of_shifts,
}
