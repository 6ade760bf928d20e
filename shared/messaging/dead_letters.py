"""Dead letters: messages that cannot be handled, kept in the subscriber's database with their error and origin."""

from __future__ import annotations

import hashlib
import traceback
from typing import Any

from pymongo.database import Database

from shared import clock
from shared.events.envelope import PREFIX
from shared.messaging.subscription import Delivery
from shared.store.client import Document, is_outage

COLLECTION = "dead_letters"
LONGEST_TEXT, LONGEST_BODY = 1_000, 1_000_000


def keep(database: Database[Document], queue: str, delivery: Delivery, error: BaseException) -> None:
    """Store a message that failed, once however often it is delivered; what is too long is cut."""
    body = delivery.body if isinstance(delivery.body, bytes) else str(delivery.body).encode(errors="replace")
    headers = {_text(name): _text(value) for name, value in delivery.headers.items()}
    attributes = {name.removeprefix(PREFIX): value for name, value in headers.items()}
    # Two messages may carry the same id, or none: the contents tell them apart.
    digest = hashlib.sha256(repr(sorted(headers.items())).encode() + body).hexdigest()[:16]
    identifier = f"{queue}:{attributes.get('id', '')}:{digest}"
    letter = _letter(queue, attributes, error)
    try:
        whole = {**letter, "headers": headers, "body": body[:LONGEST_BODY]}
        database[COLLECTION].replace_one({"_id": identifier}, whole, upsert=True)
    except Exception as failure:
        if is_outage(failure):
            raise
        # Whatever the store cannot hold of it must not keep the queue: what is left still tells of it.
        database[COLLECTION].replace_one({"_id": f"{queue}:{digest}"}, {"queue": queue, **_cause(error)}, upsert=True)


def count(database: Database[Document]) -> int:
    """How many dead letters the database holds."""
    return database[COLLECTION].count_documents({})


def _letter(queue: str, attributes: dict[str, str], error: BaseException) -> Document:
    origin = {name: attributes.get(name) for name in ("type", "source", "subject")}
    return {"queue": queue, **origin, **_cause(error)}


def _cause(error: BaseException) -> Document:
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    return {
        "error": _text(f"{type(error).__name__}: {error}"),
        "where": [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in frames],
        "at": clock.now(),
    }


def _text(value: Any) -> str:
    """Any value as a text that the store can hold."""
    return str(value)[:LONGEST_TEXT].encode(errors="replace").decode().replace("\0", "")
