"""Which pairings lack a visit on which days, kept so that those of a day are found without looking at any other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pymongo import UpdateOne
from pymongo.database import Database

from shared.rules.spans import DAY, Span, months
from shared.store.client import Document
from shared.store.migrations import collection, index
from shared.store.transaction import Transaction

OVERDUE, MONTHS, DAYS, OPEN = "overdue_pairings", "months", "days", "open"
"""Of a pairing the months in which one of its spans has a day; of a span without end the word alone."""


def collections(database: Database[Document]) -> None:
    """Make what holds them."""
    collection(database, OVERDUE, index(MONTHS))


def keep(transaction: Transaction, overdue: Mapping[str, tuple[Sequence[Span], Document]]) -> None:
    """Keep on which days pairings lack a visit, each with where it lies."""
    transaction[OVERDUE].write(
        [
            UpdateOne(
                {"_id": pairing}, {"$set": {**place, MONTHS: _months(spans), DAYS: list(map(_written, spans))}}, True
            )
            for pairing, (spans, place) in sorted(overdue.items())
        ]
    )


def overdue_on(database: Database[Document], day: dt.date) -> Iterator[Document]:
    """The pairings that lack a visit on a day."""
    for one in database[OVERDUE].find({MONTHS: {"$in": [*months(day, day), OPEN]}}):
        if any(_read(span).has(day) for span in one[DAYS]):
            yield one


def _months(spans: Sequence[Span]) -> list[str]:
    closed = {month for one in spans if one.end for month in months(one.first, one.end - DAY)}
    return sorted(closed | {OPEN for one in spans if one.end is None})


def _written(span: Span) -> list[str | None]:
    return [span.first.isoformat(), span.end.isoformat() if span.end else None]


def _read(span: Sequence[Any]) -> Span:
    first, end = span
    return Span(dt.date.fromisoformat(first), dt.date.fromisoformat(end) if end else None)
