"""Dead letters: messages that cannot be handled, kept in the subscriber's database with their error and origin.

Each has a number, given in the order in which they came, and a short key that people can type. The counter knows how
many there are: neither a page nor the count ever looks at all of them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import traceback
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pymongo import DESCENDING, DeleteOne, InsertOne, ReplaceOne, UpdateOne
from pymongo.database import Database

from shared import clock
from shared.events.envelope import PREFIX
from shared.store.client import Document, is_outage
from shared.store.migrations import DEAD_LETTERS, key_of
from shared.store.transaction import Store, Transaction

if TYPE_CHECKING:
    # The command line counts dead letters, and needs no eventlet for that.
    from shared.messaging.subscription import Delivery

LONGEST_TEXT, LONGEST_BODY = 1_000, 1_000_000
LARGEST_NUMBER = 2**63
OF_THE_BROKER = "x-"
"""What headers begin with that the broker adds, for example when it delivers again: they tell no two messages apart."""
WIDEST = 2_000
"""Most numbers that one query spans: a page goes quickly over what was removed, and reads little too much."""


def keep(store: Store, queue: str, delivery: Delivery, error: BaseException, at: dt.datetime | None = None) -> None:
    """Store a message that failed, once however often it fails; what is too long is cut, and the letter says so.

    Args:
        at: when it failed, if that was not just now.
    """
    body = delivery.body if isinstance(delivery.body, bytes) else str(delivery.body).encode(errors="replace")
    own = {name: value for name, value in delivery.headers.items() if not str(name).startswith(OF_THE_BROKER)}
    headers = {_text(name): _kept(value) for name, value in own.items()}
    attributes = {name.removeprefix(PREFIX): _text(value) for name, value in headers.items()}
    # Two messages may carry the same id, or none: the contents tell them apart.
    digest = hashlib.sha256(repr(sorted(headers.items())).encode() + body).hexdigest()[:16]
    origin = {name: attributes.get(name) for name in ("type", "source", "subject")}
    facts = {"queue": queue, **origin, **_cause(error), "at": at or clock.now()}
    contents = {"headers": headers, "body": body[:LONGEST_BODY], "size": len(body), "whole": headers == own}
    try:
        _put(store, f"{queue}:{attributes.get('id', '')}:{digest}", {**facts, **contents})
    except Exception as failure:
        if is_outage(failure):
            raise
        # Whatever the store cannot hold of it must not keep the queue: what is left still tells of it.
        _put(store, f"{queue}:{digest}", {**facts, **dict.fromkeys(origin)})


def count(database: Database[Document]) -> int:
    """How many dead letters the database holds."""
    return int(_counter(database["counters"].find_one({"_id": DEAD_LETTERS}))["kept"])


def last_number(database: Database[Document]) -> int:
    """The number of the newest letter there ever was."""
    return int(_counter(database["counters"].find_one({"_id": DEAD_LETTERS}))["last"])


def page(database: Database[Document], below: int, limit: int, event_type: str | None = None) -> list[Document]:
    """Up to `limit` letters with numbers under `below`, the newest first; fewer only where there are no more."""
    chosen: dict[str, Any] = {"type": event_type} if event_type else {}
    found: list[Document] = []
    width = limit
    while below > 1 and len(found) < limit:
        lowest = max(1, below - width)
        query = {**chosen, "number": {"$gte": lowest, "$lt": below}}
        found += database[DEAD_LETTERS].find(query).sort("number", DESCENDING)
        below, width = lowest, min(2 * width, max(limit, WIDEST))
    return found[:limit]


def find(database: Database[Document], prefix: str) -> list[Document]:
    """The letters whose key begins so; a handful at most for a prefix that somebody means."""
    return list(database[DEAD_LETTERS].find({"key": {"$gte": prefix, "$lt": prefix + "g"}}).limit(WIDEST))


def remove(store: Store, letters: Sequence[Document]) -> list[Document]:
    """Remove letters, but not those that have failed once more since they were read; which."""

    def work(transaction: Transaction) -> list[Document]:
        known = transaction[DEAD_LETTERS].by_id((one["_id"] for one in letters), {"failures": 1})
        same = [one for one in letters if known.get(one["_id"], {}).get("failures") == one["failures"]]
        transaction[DEAD_LETTERS].write([DeleteOne({"_id": one["_id"]}) for one in same])
        _count(transaction, {"kept": -len(same)})
        return same

    return store.transact(work)


def _put(store: Store, identifier: str, letter: Document) -> None:
    """Store a letter under its number, or the news of one that is here."""

    def work(transaction: Transaction) -> None:
        known = transaction[DEAD_LETTERS].one(identifier)
        if known is not None:
            again = {"number": known["number"], "failures": known["failures"] + 1, "first_at": known["first_at"]}
            whole = {"key": known["key"], **letter, **again}
            transaction[DEAD_LETTERS].write([ReplaceOne({"_id": identifier}, whole)])
            return
        number = _counter(transaction["counters"].one(DEAD_LETTERS))["last"] + 1
        first = {"number": number, "failures": 1, "first_at": letter["at"]}
        transaction[DEAD_LETTERS].write([InsertOne({"_id": identifier, "key": key_of(identifier), **letter, **first})])
        _count(transaction, {"kept": 1, "last": 1})

    store.transact(work)


def _counter(stored: Document | None) -> Document:
    return stored or {"kept": 0, "last": 0}


def _count(transaction: Transaction, change: Mapping[str, int]) -> None:
    transaction["counters"].write([UpdateOne({"_id": DEAD_LETTERS}, {"$inc": change}, upsert=True)])


def _cause(error: BaseException) -> Document:
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    return {
        "error": _text(f"{type(error).__name__}: {error}"),
        "where": [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in frames],
    }


def _kept(value: Any) -> Any:
    """A header's value, if the store can hold it as it is, else as a text."""
    return value if isinstance(value, int) and -LARGEST_NUMBER <= value < LARGEST_NUMBER else _text(value)


def _text(value: Any) -> str:
    """Any value as a text that the store can hold."""
    return str(value)[:LONGEST_TEXT].encode(errors="replace").decode().replace("\0", "")
