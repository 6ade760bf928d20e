"""Figures as of a day, kept by events: how many subjects count in a place on each day, whatever the order of the news.

A subject (a person, an organisation, a station) counts for figures on spans of days; which ones follows from its facts
by a pure function. When its facts change it is counted anew: what it counted before is taken back. Kept are, for each
figure, place and year, by how much the figure changes on which day; a figure as of a day is the sum of the changes up
to it, so every earlier day can still be asked for, and nothing is counted when somebody asks.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pymongo import ReplaceOne, UpdateOne
from pymongo.database import Database

from shared.rules.spans import Span, union
from shared.store.client import Document
from shared.store.migrations import collection, index
from shared.store.transaction import Transaction

DAYS, SUBJECTS = "figure_days", "figure_subjects"
FIRST_DAY = dt.date(1900, 1, 1)
"""What began before counts from here."""

Counted = Mapping[tuple[str, str], Sequence[Span]]
"""For each figure and place the days on which a subject counts once."""
Changes = Counter[tuple[str, str, dt.date]]


def collections(database: Database[Document]) -> None:
    """What figures are kept in."""
    collection(database, DAYS, index("figure", "year"), index("figure", "place", "year"))
    collection(database, SUBJECTS)


def count(transaction: Transaction, subjects: Mapping[str, Counted]) -> None:
    """Count subjects as their facts now say, in place of what they counted before; nothing for one that is gone."""
    before = transaction[SUBJECTS].by_id(subjects)
    changes: Changes = Counter()
    for subject, counted in subjects.items():
        changes.update(_changes(counted))
        changes.subtract(_changes(_counted(before.get(subject))))
    _apply(transaction, changes)
    transaction[SUBJECTS].write(
        [
            ReplaceOne({"_id": subject}, {"_id": subject, "counted": _stored(counted)}, upsert=True)
            for subject, counted in subjects.items()
            if _stored(counted) != before.get(subject, {}).get("counted", [])
        ]
    )


def as_of(database: Database[Document], figure: str, day: dt.date) -> dict[str, int]:
    """How many subjects count on a day, by place; places without any are left out."""
    totals: Counter[str] = Counter()
    for document in _years(database, figure, day):
        for changed, change in _days(document):
            if changed <= day:
                totals[document["place"]] += change
    return {place: total for place, total in sorted(totals.items()) if total}


def history(
    database: Database[Document], figure: str, place: str, first: dt.date, last: dt.date
) -> Iterator[tuple[dt.date, int]]:
    """The figure of a place on each day from `first` to `last` on which it changed, and on `first` itself."""
    changes: Counter[dt.date] = Counter()
    for document in _years(database, figure, last, place):
        for changed, change in _days(document):
            if changed <= last:
                changes[max(changed, first)] += change
    total = 0
    for day in sorted({first, *changes}):
        total += changes[day]
        yield day, total


def _changes(counted: Counted) -> Changes:
    changes: Changes = Counter()
    for (figure, place), spans in counted.items():
        for span in union(spans):
            changes[figure, place, max(span.first, FIRST_DAY)] += 1
            if span.end is not None:
                changes[figure, place, max(span.end, FIRST_DAY)] -= 1
    return changes


def _apply(transaction: Transaction, changes: Changes) -> None:
    """One update for each figure, place and year that changes, however many subjects do."""
    years: dict[tuple[str, str, int], dict[str, int]] = {}
    for (figure, place, day), change in changes.items():
        if change:
            years.setdefault((figure, place, day.year), {})[f"days.{day:%m-%d}"] = change
    transaction[DAYS].write(
        [
            UpdateOne(
                {"_id": f"{figure}:{place}:{year}"},
                {"$inc": days, "$set": {"figure": figure, "place": place, "year": year}},
                upsert=True,
            )
            for (figure, place, year), days in sorted(years.items())
        ]
    )


def _years(database: Database[Document], figure: str, last: dt.date, place: str | None = None) -> Iterable[Document]:
    where = {"figure": figure} if place is None else {"figure": figure, "place": place}
    return database[DAYS].find({**where, "year": {"$gte": FIRST_DAY.year, "$lte": last.year}})


def _days(document: Document) -> Iterator[tuple[dt.date, int]]:
    for month_and_day, change in document["days"].items():
        yield dt.date.fromisoformat(f"{document['year']}-{month_and_day}"), change


def _stored(counted: Counted) -> list[Any]:
    return [
        [figure, place, [[one.first.isoformat(), one.end and one.end.isoformat()] for one in union(spans)]]
        for (figure, place), spans in sorted(counted.items())
        if union(spans)
    ]


def _counted(document: Document | None) -> Counted:
    return {
        (figure, place): [
            Span(dt.date.fromisoformat(first), end and dt.date.fromisoformat(end)) for first, end in spans
        ]
        for figure, place, spans in (document or {}).get("counted", ())
    }
