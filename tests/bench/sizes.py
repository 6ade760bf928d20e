"""Kapok's hours hop with a small and a large ledger, side by side, round by round."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import Any

from pymongo.database import Database

from tests.bench import figures, kapok_hours, race, season
from tests.bench.arena import Arena
from tests.bench.findings import Findings

LEDGERS = (10_000, 200_000)
AT_ONCE = 1_000
BEFORE = dt.datetime(2018, 1, 1, 1, tzinfo=dt.UTC)
EVERY = dt.timedelta(days=3)
Document = dict[str, Any]


def measure(place: Arena, events: int, rounds: int, ledgers: Sequence[int], findings: Findings) -> dict[str, Any]:
    """The rate with each size of ledger, smallest first, in half of the events and rounds."""
    half = events // 2
    presences = season.presences(half + race.warm_up_for(half))
    warm_up, measured = presences[:-half], presences[-half:]
    with ExitStack() as running:
        contestants = []
        for size in ledgers:
            name = f"kapok-{size}"
            one, database = running.enter_context(kapok_hours.entered(place, name, len(presences)))
            race.lap(one, warm_up, {})
            fill(database, size - database["ledger"].count_documents({}))
            findings.say(f"{name} is ready: process {one.pid}, {database['ledger'].count_documents({}):,} entries")
            contestants.append(one)
        laps = race.run(contestants, measured, (rounds + 1) // 2, {}, findings)
    rates = {name.removeprefix("kapok-"): done for name, done in race.rates(laps).items()}
    smallest, largest = str(ledgers[0]), str(ledgers[-1])
    both = smallest in rates and largest in rates
    return {
        "by_ledger_size": figures.medians(rates),
        "ledger_ratio": {f"{largest}/{smallest}": figures.ratio(rates[largest], rates[smallest])} if both else {},
    }


def fill(database: Database[Document], count: int) -> None:
    """Add entries of the past, made after one that the service has written, with their days of service."""
    template = database["ledger"].find_one()
    assert template is not None
    for entries in _portions(_past(template, number) for number in range(count)):
        database["ledger"].insert_many(entries)
        database["service_days"].insert_many([_day_of(entry) for entry in entries])


def _past(template: Document, number: int) -> Document:
    earlier, volunteer = divmod(number, season.VOLUNTEERS)
    start = BEFORE - (earlier + 1) * EVERY
    reference = f"past-{number:07d}"
    return {
        **template,
        "_id": reference,
        "attendance_ref": reference,
        "shift_ref": f"past-{number // 2:07d}",
        "volunteer": season.number_of(volunteer),
        "day": start.date().isoformat(),
        "starts_at": start,
        "ends_at": start + dt.timedelta(minutes=template["minutes"]),
    }


def _day_of(entry: Document) -> Document:
    interval = [entry["_id"], entry["starts_at"], entry["ends_at"]]
    return {"_id": f"{entry['volunteer']}:{entry['day']}", "intervals": [interval]}


def _portions(documents: Iterator[Document]) -> Iterator[list[Document]]:
    while portion := list(itertools.islice(documents, AT_ONCE)):
        yield portion
