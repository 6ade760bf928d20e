"""How the feeds of all partners that are told anything stand, as the store has it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import orjson
from pymongo import ASCENDING, DESCENDING
from pymongo.database import Database

from services.incentives.feeds import readings
from services.incentives.feeds.repository import ENDS, TOLD
from services.incentives.partners.kind import PARTNERS
from services.incentives.partners.repository import TOLD as IS_TOLD
from services.incentives.pushes import repository as pushes
from services.incentives.watching.domain import Push, Standing, reached
from shared import clock
from shared.store.client import Document

FURTHEST = 2**53
"""Beyond every position: a range in the store needs two ends."""


def standings(database: Database[Document]) -> list[Standing]:
    """Of each partner that is told anything, by reference: a few questions for each, however long its log is."""
    found = sorted(database[PARTNERS.name].find({"is_told": IS_TOLD}, {"name": 1}), key=lambda one: str(one["_id"]))
    read = readings.of(database, (one["_id"] for one in found))
    sent = dict(_pushes(database))
    return [_standing(database, one, read.get(one["_id"]), sent.get(one["_id"])) for one in found]


def _standing(database: Database[Document], known: Document, reading: Document | None, push: Push | None) -> Standing:
    partner = str(known["_id"])
    end = database[ENDS].find_one({"_id": partner}, {"position": 1})
    at, position = (reading["at"], int(reading["position"])) if reading else (None, 0)
    return Standing(
        partner,
        known["name"],
        int(end["position"]) if end else 0,
        position,
        clock.from_text(at) if at else None,
        _time_of(database, partner, 0, DESCENDING),
        _time_of(database, partner, reached(position, push), ASCENDING),
        push,
    )


def _pushes(database: Database[Document]) -> Iterator[tuple[str, Push]]:
    for one in pushes.standings(database):
        if one.position is not None:
            failing = one.failures, one.failing_since
            yield one.partner, Push(one.position, one.lag, *failing, one.last_delivery, one.disabled)


def _time_of(database: Database[Document], partner: str, after: int, order: int) -> dt.datetime | None:
    """Of when the first, or the last, event behind a position is; None where there is none."""
    behind = {"partner": partner, "last": {"$gt": after, "$lt": FURTHEST}}
    found = next(iter(database[TOLD].find(behind).sort("last", order).limit(1)), None)
    if found is None:
        return None
    events = orjson.loads(found["events"])
    event = events[max(after + 1 - found["first"], 0)] if order == ASCENDING else events[-1]
    return clock.from_text(event["time"])
