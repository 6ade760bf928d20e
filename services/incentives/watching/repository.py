"""How the feeds of all partners that are told anything stand, as the store has it."""

from __future__ import annotations

import datetime as dt

import orjson
from pymongo import ASCENDING, DESCENDING
from pymongo.database import Database

from services.incentives.feeds import readings
from services.incentives.feeds import repository as feeds
from services.incentives.feeds.repository import TOLD
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
    names = {one["_id"]: one["name"] for one in database[PARTNERS.name].find({"is_told": IS_TOLD}, {"name": 1})}
    partners = sorted(names)
    ends, read, sent = feeds.ends(database, partners), readings.of(database, partners), pushes.of(database, partners)
    return [
        _standing(database, (one, names[one]), ends.get(one, {}), read.get(one, {}), sent.get(one)) for one in partners
    ]


def _standing(
    database: Database[Document], named: tuple[str, str], ended: Document, reading: Document, sent: Document | None
) -> Standing:
    """How one stands, `named` by its reference and its name."""
    end, position, partner = int(ended.get("position", 0)), int(reading.get("position", 0)), named[0]
    push = _push(sent, end) if sent else None
    return Standing(
        *named,
        end,
        position,
        _moment(reading.get("at")),
        _time_of(database, partner, 0, DESCENDING),
        _time_of(database, partner, reached(position, push), ASCENDING),
        push,
        ended.get(feeds.PASSED, 0),
        _moment(ended.get(feeds.PASSED_SINCE)),
    )


def _push(sent: Document, end: int) -> Push:
    facts = (sent[name] for name in ("failures", "failing_since", "last_delivery", "disabled"))
    return Push(sent["position"], end - sent["position"], *facts)


def _moment(text: str | None) -> dt.datetime | None:
    return clock.from_text(text) if text else None


def _time_of(database: Database[Document], partner: str, after: int, order: int) -> dt.datetime | None:
    """Of when the first, or the last, event behind a position is; None where there is none."""
    behind = {"partner": partner, "last": {"$gt": after, "$lt": FURTHEST}}
    found = next(iter(database[TOLD].find(behind).sort("last", order).limit(1)), None)
    if found is None:
        return None
    events = orjson.loads(found["events"])
    event = events[max(after + 1 - found["first"], 0)] if order == ASCENDING else events[-1]
    return clock.from_text(found.get(feeds.AT, event["time"]))
