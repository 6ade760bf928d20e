"""Keeping the figures of projects: whom news are about is counted anew, of the facts as they are now.

Of events only whom they are about is read: the facts are the service's own, and its copy of merges. So any order and
any repetition of events ends the same.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from services.projects.figures import domain, no_shows, pairings
from services.projects.figures.domain import BACKBONE, Passed
from services.projects.merges import repository as merges
from services.projects.training.domain import CATEGORIES
from services.projects.training.repository import passed
from shared import figures
from shared.figures import Counted
from shared.rules.places import PROVINCE
from shared.store.transaction import Store, Transaction

NAMES = (BACKBONE, *map(domain.of_category, CATEGORIES), *pairings.NAMES, no_shows.NO_SHOWS)
"""The figures that have a history."""


def count_people(transaction: Transaction, numbers: Iterable[str]) -> None:
    """What registrations passed, or with which others they are one person, is another now."""
    wanted = set(numbers)
    kept = {one.kept for one in merges.of_volunteers(transaction, wanted) if one.merged in wanted}
    figures.count(transaction, _people(transaction, wanted | kept))


def count_merged(transaction: Transaction, references: Iterable[str]) -> None:
    """Merges are known, or known better."""
    count_people(transaction, merges.numbers(transaction, references))


@contextmanager
def erasing(transaction: Transaction, numbers: Collection[str], day: dt.date) -> Iterator[None]:
    """People are erased meanwhile: they count until a day, and the figures of earlier days stay what they were.

    So do those of whoever once was one person with them.
    """
    ties = merges.of_volunteers(transaction, numbers)
    others = {side for one in ties for side in (one.kept, one.merged)} - set(numbers)
    before = _people(transaction, {*numbers, *others})
    yield
    figures.forget(transaction, before, _people(transaction, others), day)


def as_of(store: Store, day: dt.date) -> dict[str, Any]:
    """All figures of projects as of a day; categories without anybody are left out."""
    categories = {one: _count(store, domain.of_category(one), day) for one in CATEGORIES}
    found = {category: count for category, count in categories.items() if count}
    trained = {BACKBONE: {**found, "all": _count(store, BACKBONE, day)}}
    return {"as_of": day, **trained, no_shows.NO_SHOWS: no_shows.as_of(store, day), **pairings.as_of(store, day)}


def history(store: Store, figure: str, place: str, first: dt.date, last: dt.date) -> Iterator[tuple[dt.date, int]]:
    """A figure of a city or the province by day, where it changed; backbone volunteers are the province's alone."""
    return figures.history(store.database, figure, None if place == PROVINCE else (place,), first, last)


def _count(store: Store, figure: str, day: dt.date) -> int:
    return figures.as_of(store.database, figure, day).get(PROVINCE, 0)


def _people(transaction: Transaction, numbers: Collection[str]) -> dict[str, Counted]:
    """What registrations count, by what figures call them."""
    ties = merges.of_volunteers(transaction, numbers)
    reached: dict[str, list[Passed]] = defaultdict(list)
    for number, course in passed(transaction, {*numbers, *(one.merged for one in ties)}):
        if course["backbone"]:
            reached[number].append(Passed(course["category"], dt.date.fromisoformat(course["ends_on"])))
    counted = {
        number: domain.backbone(number, reached, [one for one in ties if number in (one.kept, one.merged)])
        for number in numbers
    }
    return figures.hidden(transaction, BACKBONE, counted)
