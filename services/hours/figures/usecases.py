"""Figures of activity: kept by what is heard of hours and of people, asked for as of any day."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from services.hours.figures import repository
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
    news: dict[str, list[Callable[[Person], Person]]] = defaultdict(list)
    for event in events:
        for number, step in HEARD[event.type](event):
            news[number].append(step)
    before = repository.people(transaction, news)
    after = {number: _after(before[number].person, steps) for number, steps in news.items()}
    changed = {number: person for number, person in after.items() if person != before[number].person}
    if changed:
        _count(transaction, before, changed)


def read_data() -> list[ReadData]:
    """What a rebuild makes again."""
    return recounted(repository.PEOPLE, tuple(HEARD))


def figures_as_of(store: Store, day: dt.date) -> dict[str, Any]:
    """All figures of activity as of a day, by city; cities without anybody are left out of counts."""
    active = {name: _by_city(figures.as_of(store.database, name, day)) for name in (ACTIVE_30, ACTIVE_90)}
    before, again = (_with_province(figures.as_of(store.database, name, day)) for name in (BEFORE, AGAIN))
    stays = {place: share(again[place], before[place]) for place in (*city_codes(), PROVINCE)}
    return {"as_of": day, **active, "stickiness_90": stays}


def history(store: Store, figure: str, place: str, first: dt.date, last: dt.date) -> Iterator[tuple[dt.date, int]]:
    """A figure of a place by day, where it changed."""
    places = None if place == PROVINCE else (place,)
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
    after = {number: (people[number], stored(counted(number, people))) for number in subjects}
    repository.save(transaction, before, after)


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
    data, city = event.data, city_of(event.data["home_region_code"])
    yield data["volunteer"], lambda person: person.at_home(event.sequence or 0, city)


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


HEARD: Mapping[str, Callable[[Event], Iterator[News]]] = {
    "hours.credited.v1": _credited,
    "volunteer.registered.v1": _state,
    "volunteer.changed.v1": _state,
    "volunteer.transferred.v1": _transferred,
    "volunteer.merged.v1": _merged,
    "volunteer.separated.v1": _merged,
    "volunteer.erased.v1": _erased,
}
