"""What partners were told: a log of each partner, and whom each of them knows.

Whatever adds to a partner's log, or takes somebody's consent away, writes the document of the log's end: of two at one
moment one begins again, and sees what the other did. So nothing about a person lies behind the person's withdrawal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import orjson
from pymongo import ASCENDING, UpdateOne
from pymongo.database import Database

from shared import clock, ids
from shared.store import logbook
from shared.store.bound import portions
from shared.store.client import Document
from shared.store.logbook import COMMIT_EVENTS, Logbook
from shared.store.migrations import collection, index
from shared.store.transaction import Transaction

TOLD, ENDS, WRITING = "partner_events", "partner_logs", "feed_writing"
WRITER = "writer"
AT = "at"
"""Of a commit when it was told: its events say that to the minute."""
PASSED, PASSED_SINCE = "passed", "passed_since"
"""Of the end of a partner's log how many events were not for the partner since it was told anything, and since when."""


def collections(database: Database[Document]) -> None:
    """What partners were told, by position and by day."""
    collection(database, TOLD, index("partner", "last"), index("partner", "day", "last"))
    for name in (ENDS, WRITING):
        collection(database, name)


def book(database: Database[Document], partner: str) -> Logbook:
    """The log of what a partner was told."""
    return Logbook(database, TOLD, {"partner": partner}, (ENDS, partner))


def add(transaction: Transaction, partner: str, events: Sequence[Mapping[str, Any]]) -> None:
    """Tell a partner events, under the next positions of its log and today's day in China."""
    end = touch(transaction, partner)
    day, at = clock.today().isoformat(), clock.to_text(clock.now())
    dated = [{**one, "day": day} for one in events]
    for start in range(0, len(dated), COMMIT_EVENTS):
        part = dated[start : start + COMMIT_EVENTS]
        last = end["position"] + len(part)
        said = {"partner": partner, "first": end["position"] + 1, "last": last, "count": len(part), "day": day, AT: at}
        transaction[TOLD].insert([{"_id": ids.new_id(), **said, "events": orjson.dumps(part)}])
        end["position"] = last
    told = {"position": end["position"], PASSED: 0, PASSED_SINCE: None}
    transaction[ENDS].write([UpdateOne({"_id": partner}, {"$set": told})])


def pass_over(transaction: Transaction, partner: str, events: int) -> None:
    """Note how many events of the types of its contract were not for a partner since it was told anything."""
    end = touch(transaction, partner)
    since = end.get(PASSED_SINCE) or clock.to_text(clock.now())
    passed = {PASSED: end.get(PASSED, 0) + events, PASSED_SINCE: since}
    transaction[ENDS].write([UpdateOne({"_id": partner}, {"$set": passed})])


def ends(database: Database[Document], partners: Iterable[str]) -> dict[str, Document]:
    """Where partners' logs end, of those that have one."""
    parts = portions(sorted(partners))
    found = (one for part in parts for one in database[ENDS].find({"_id": {"$in": list(part)}}))
    return {one["_id"]: one for one in found}


def told_on(database: Database[Document], partner: str, day: str) -> Iterator[dict[str, Any]]:
    """What a partner was told on a day, in the order of its log."""
    yield from told_between(database, partner, day, day)


def told_between(database: Database[Document], partner: str, first: str, last: str) -> Iterator[dict[str, Any]]:
    """What a partner was told from a day to a day, both inside, in the order of its log."""
    days = {"day": {"$gte": first, "$lte": last}} if first != last else {"day": first}
    for commit in database[TOLD].find({"partner": partner, **days}).sort([("day", ASCENDING), ("last", ASCENDING)]):
        yield from orjson.loads(commit["events"])


def touch(transaction: Transaction, partner: str) -> Document:
    """Let nobody else add to a partner's log at this moment; where it ends."""
    first = {"$inc": {"turn": 1}, "$setOnInsert": {"position": 0, "log": logbook.new_log()}}
    transaction[ENDS].write([UpdateOne({"_id": partner}, first, upsert=True)])
    end = transaction[ENDS].one(partner)
    assert end is not None
    return end


def gone_through(transaction: Transaction) -> int:
    """Up to which position of the service's log partners were told."""
    found = transaction[WRITING].one(WRITER)
    return int(found["position"]) if found else 0


def position(database: Database[Document]) -> int:
    """The same outside of a transaction, as it was a moment ago."""
    found = database[WRITING].find_one({"_id": WRITER})
    return int(found["position"]) if found else 0


def go_on(transaction: Transaction, position: int) -> None:
    """Note it."""
    transaction[WRITING].write([UpdateOne({"_id": WRITER}, {"$set": {"position": position}}, upsert=True)])
