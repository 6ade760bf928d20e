"""Volunteers in parts of a few hundred: whoever goes through all of them asks the store for one part at a time.

How many documents a query finds is what it costs the embedded store, whatever its limit says: some of all who are to be
decided on again, of 200,000, would be a question of seconds, again and again, while nobody else is answered.
"""

from __future__ import annotations

import datetime as dt
import itertools
import zlib
from collections.abc import Callable, Iterator, Sequence

from pymongo import UpdateOne
from pymongo.database import Database

from shared.store.client import Document

PART, PARTS = "part", 256
FILLED_AT_ONCE = 500
LOOKED_ON: dict[tuple[str, str], dt.date] = {}
"""By database and collection the last day on which this process has gone through everybody."""


def part_of(number: str) -> int:
    """The part in which a volunteer's number is, always the same."""
    return zlib.crc32(number.encode()) % PARTS


def in_parts(find: Callable[[int], Sequence[str]], at_once: int) -> Iterator[Sequence[str]]:
    """All whom a question for one part finds, part by part, so many at a time."""
    for part in range(PARTS):
        found = find(part)
        for start in range(0, len(found), at_once):
            yield found[start : start + at_once]


def due_by(
    day: dt.date,
    whose: tuple[str, str],
    in_part: Callable[[int], Sequence[str]],
    few: Callable[[], Sequence[str]],
    at_once: int,
) -> Iterator[Sequence[str]]:
    """All who are due by a day, so many at a time: on a new day in parts, since then thousands may be due together.

    Args:
        whose: the database and the collection in which it is stored who is due.
        in_part: all who are due in a part.
        few: some who are due, where these are few.
    """
    if LOOKED_ON.get(whose) != day:
        yield from in_parts(in_part, at_once)
        LOOKED_ON[whose] = day
    while numbers := few():
        yield numbers


def fill_parts(database: Database[Document], name: str) -> None:
    """Say of the documents of a collection, whose ids are volunteers' numbers, in which part each is."""
    without = (one["_id"] for one in database[name].find({}, {PART: 1}) if PART not in one)
    while some := list(itertools.islice(without, FILLED_AT_ONCE)):
        changes = [UpdateOne({"_id": number}, {"$set": {PART: part_of(number)}}) for number in some]
        database[name].bulk_write(changes, ordered=False)
