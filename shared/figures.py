"""Figures as of a day, kept by events: how many subjects count in a place on each day, whatever the order of the news.

A subject (a person, an organisation, a station) counts for figures on spans of days; which ones follows from its facts
by a pure function. When its facts change it is counted anew: what it counted before is taken back. Kept are, for each
figure, place and year, by how much the figure changes on which day; a figure as of a day is the sum of the changes up
to it, so every earlier day can still be asked for, and nothing is counted when somebody asks.

What a subject counts is written each time it is counted, be it the same as before: of two transactions that looked at
its facts at two moments, the one that looked first must not have the last word.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from pymongo import UpdateOne
from pymongo.database import Database

from shared.rules.spans import Span, intersection, union
from shared.store.bound import portions
from shared.store.client import Document
from shared.store.migrations import collection, index
from shared.store.transaction import Transaction

DAYS, SUBJECTS = "figure_days", "figure_subjects"
COUNTED, TURN = "counted", "turn"
"""What a subject's document says that it counts, and how often it was counted."""
FIRST_DAY = dt.date(1900, 1, 1)
"""What began before counts from here."""

Counted = Mapping[tuple[str, str], Sequence[Span]]
"""For each figure and place the days on which a subject counts once."""
Stored = list[Any]
"""The same as a document holds it; behind the days it may say by how much, where that is not once."""
Changes = Counter[tuple[str, str, dt.date]]
"""By how much a figure changes in a place on a day."""


def collections(database: Database[Document]) -> None:
    """What figures are kept in."""
    collection(database, DAYS, index("figure", "year"), index("figure", "place", "year"))
    collection(database, SUBJECTS)


def count(transaction: Transaction, subjects: Mapping[str, Counted]) -> None:
    """Count subjects as their facts now say, in place of what they counted before; nothing for one that is gone."""
    before = transaction[SUBJECTS].by_id(subjects, {COUNTED: 1})
    after = {subject: stored(counted) for subject, counted in subjects.items()}
    change(transaction, [one[COUNTED] for one in before.values()], after.values())
    _write(transaction, after)


def forget(transaction: Transaction, before: Mapping[str, Counted], left: Mapping[str, Counted], day: dt.date) -> None:
    """Facts of subjects go: what they counted before a day stays in the figures for good, whatever is counted later.

    Args:
        before: what the subjects count with all their facts.
        left: what they count with those that are left; nothing for one that goes itself.
    """
    kept = transaction[SUBJECTS].by_id(before, {COUNTED: 1})
    past, rest = Span(dt.date.min, day), Span(day)
    stays = [*(_within(one, past) for one in before.values()), *(_within(one, rest) for one in left.values())]
    change(transaction, [one[COUNTED] for one in kept.values()], map(stored, stays))
    _write(transaction, {subject: stored(left.get(subject, {})) for subject in before})


def change(transaction: Transaction, before: Iterable[Stored], after: Iterable[Stored]) -> None:
    """What subjects count has changed: one update for each figure, place and year, however many subjects it is."""
    changes: Changes = Counter()
    for counted in after:
        changes.update(changes_of(counted))
    for counted in before:
        changes.subtract(changes_of(counted))
    transaction[DAYS].write(
        [
            UpdateOne({"_id": name}, {"$inc": {f"days.{day}": by for day, by in days.items()}, "$set": year}, True)
            for name, (year, days) in sorted(by_year(changes).items())
        ]
    )


def as_of(
    database: Database[Document], figure: str, day: dt.date, places: Collection[str] | None = None
) -> dict[str, int]:
    """How many subjects count on a day, by place, or in some places only; places without any are left out."""
    totals: Counter[str] = Counter()
    for document in _years(database, figure, day, places):
        for changed, by in _days(document):
            if changed <= day:
                totals[document["place"]] += by
    return {place: total for place, total in sorted(totals.items()) if total}


def all_as_of(database: Database[Document], names: Collection[str], day: dt.date) -> dict[str, dict[str, int]]:
    """Several figures on a day, each by place; figures and places without any are left out."""
    totals: dict[str, Counter[str]] = defaultdict(Counter)
    years = {"year": {"$gte": FIRST_DAY.year, "$lte": day.year}}
    for part in portions(sorted(names)):
        for document in database[DAYS].find({"figure": {"$in": list(part)}, **years}):
            some = (by for changed, by in _days(document) if changed <= day)
            totals[document["figure"]][document["place"]] += sum(some)
    found = {name: {place: total for place, total in one.items() if total} for name, one in totals.items()}
    return {name: one for name, one in found.items() if one}


def history(
    database: Database[Document], figure: str, places: Collection[str] | None, first: dt.date, last: dt.date
) -> Iterator[tuple[dt.date, int]]:
    """The sum over some places, or all, on `first` and on the days after it, to `last`, on which it changed."""
    changes: Counter[dt.date] = Counter()
    for document in _years(database, figure, last, places):
        for changed, by in _days(document):
            if changed <= last:
                changes[max(changed, first)] += by
    total = 0
    for day in sorted({first, *(changed for changed, by in changes.items() if by)}):
        total += changes[day]
        yield day, total


def hidden(transaction: Transaction, kind: str, people: Mapping[str, Counted]) -> dict[str, Counted]:
    """Who counts for what is to be read off no document: its name leads to the person only for who holds the key.

    Under the name by another key the person counts for nothing, so that two processes conflict who use two keys.
    """
    digests = ((transaction.sealer.digest("figures", kind, number), one) for number, one in people.items())
    return {
        f"{kind}:{form}": counted if form == digest.text else {} for digest, counted in digests for form in digest.forms
    }


def stored(counted: Counted) -> Stored:
    """What a subject counts, as a document holds it: the same days in the same words."""
    return [
        [figure, place, [[one.first.isoformat(), one.end and one.end.isoformat()] for one in days]]
        for (figure, place), spans in sorted(counted.items())
        if (days := union(spans))
    ]


def changes_of(counted: Stored) -> Changes:
    """By how much each figure changes on which day because of one subject."""
    changes: Changes = Counter()
    for figure, place, spans, *amount in counted:
        by = amount[0] if amount else 1
        for first, end in spans:
            changes[figure, place, _from(first)] += by
            if end is not None:
                changes[figure, place, _from(end)] -= by
    return changes


def by_year(changes: Changes) -> dict[str, tuple[Document, dict[str, int]]]:
    """By the name of its document, each year of a figure in a place, and by how much its days change."""
    years: dict[str, tuple[Document, dict[str, int]]] = {}
    for (figure, place, day), by in changes.items():
        if by:
            year = {"figure": figure, "place": place, "year": day.year}
            years.setdefault(f"{figure}:{place}:{day.year}", (year, {}))[1][f"{day:%m-%d}"] = by
    return years


def _within(counted: Counted, days: Span) -> Counted:
    return {where: intersection(spans, [days]) for where, spans in counted.items()}


def _write(transaction: Transaction, counted: Mapping[str, Stored]) -> None:
    transaction[SUBJECTS].write(
        [
            UpdateOne({"_id": subject}, {"$set": {COUNTED: one}, "$inc": {TURN: 1}}, upsert=True)
            for subject, one in sorted(counted.items())
        ]
    )


def _from(day: str) -> dt.date:
    return max(dt.date.fromisoformat(day), FIRST_DAY)


def _years(
    database: Database[Document], figure: str, last: dt.date, places: Collection[str] | None
) -> Iterator[Document]:
    years = {"year": {"$gte": FIRST_DAY.year, "$lte": last.year}}
    if places is None:
        yield from database[DAYS].find({"figure": figure, **years})
        return
    for part in portions(sorted(places)):
        yield from database[DAYS].find({"figure": figure, "place": {"$in": list(part)}, **years})


def _days(document: Document) -> Iterator[tuple[dt.date, int]]:
    for month_and_day, by in document["days"].items():
        yield dt.date.fromisoformat(f"{document['year']}-{month_and_day}"), by
