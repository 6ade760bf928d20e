"""A long history of what volunteers earned: put into the log of incentives as its relay leaves it, in bulk."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Iterator, Sequence
from typing import Any

from pymongo.database import Database

from shared import clock, ids
from shared.events.envelope import Event
from shared.store import outbox
from tests.bench import season
from tests.bench.findings import Say

MIXED, SINGLE = (1, 3, 12, 84), (1,)
"""Events of a commit, in turn: as the worker's batches are, of which files make long ones; and with phones alone."""
AT_ONCE = 1_000
MOST_ENTRIES = 20
BEGUN, EVERY = dt.datetime(2018, 2, 1, tzinfo=dt.UTC), dt.timedelta(seconds=1)
STARS = {"name": "stars/national", "version": 1}
POINTS = {"name": "points/foshan", "version": 1}
Document = dict[str, Any]


def fill(database: Database[Document], count: int, sizes: Sequence[int], say: Say) -> None:
    """Put so many events into an empty log, in commits of these sizes in turn; tells of each tenth."""
    filled, told = 0, 0
    documents = commits(count, sizes)
    while some := list(itertools.islice(documents, AT_ONCE)):
        database["outbox"].insert_many(some)
        filled = some[-1]["last"]
        if filled * 10 // count > told:
            told = filled * 10 // count
            say(f"a log of {count:,}: {filled:,} events are there")
    head = {"$set": {"position": filled}}
    database["relay"].update_one({"_id": outbox.RELAY}, head, upsert=True)


def commits(count: int, sizes: Sequence[int]) -> Iterator[Document]:
    """The documents of a log after they were published."""
    made, position = events(count), 0
    for size in itertools.cycle(sizes):
        some = list(itertools.islice(made, size))
        if not some:
            return
        (document,) = outbox.commits(some)
        del document["pending"]
        first, position = position + 1, position + len(some)
        yield {**document, "first": first, "last": position}


def events(count: int) -> Iterator[Event]:
    """Stars and points, each with the entries it rests on, in the order of their ids."""
    rng = random.Random(2018)
    for number in range(count):
        trace = f"00-{rng.getrandbits(128):032x}-{rng.getrandbits(64):016x}-01"
        moment = clock.to_text(BEGUN + number * EVERY)
        round_, volunteer = divmod(number, season.VOLUNTEERS)
        kind, data = _told(season.number_of(volunteer), round_, _entries(round_, volunteer))
        cause = ids.new_id()
        yield Event(
            kind, "incentives", data["volunteer"], data, round_ + 1, time=moment, correlationid=cause, traceparent=trace
        )


def _told(volunteer: str, before: int, entries: list[str]) -> tuple[str, Document]:
    if before % 4 == 0:
        minutes = 60 * len(entries)
        stars = {"stars": min(5, before + 1), "before": min(5, before), "minutes": minutes}
        return "stars.changed.v1", {"volunteer": volunteer, **stars, "entries": entries, "policy": STARS}
    points = {"points": len(entries), "before": len(entries) - 1, "as_of": "2018-03-12"}
    place = {"volunteer": volunteer, "city_code": "440600"}
    return "points.changed.v1", {**place, **points, "entries": entries, "policy": POINTS}


def _entries(round_: int, volunteer: int) -> list[str]:
    """Those of the window: more with each round, until the first ones leave it."""
    first = max(0, round_ + 1 - MOST_ENTRIES)
    return [f"a-{one * season.VOLUNTEERS + volunteer:07d}" for one in range(first, round_ + 1)]
