"""Dead letters: messages that cannot be handled, kept in the subscriber's database with their error and origin."""

from __future__ import annotations

import traceback
from typing import Any

from pymongo.database import Database

from shared import clock, ids
from shared.events.envelope import PREFIX
from shared.messaging.subscription import Delivery
from shared.store.client import Document

COLLECTION = "dead_letters"


def keep(database: Database[Document], queue: str, delivery: Delivery, error: BaseException) -> None:
    """Store a message that failed; the same message again replaces its older copy."""
    attributes = {name.removeprefix(PREFIX): value for name, value in delivery.headers.items()}
    identifier = f"{queue}:{attributes.get('id') or ids.new_id()}"
    database[COLLECTION].replace_one({"_id": identifier}, _letter(queue, attributes, delivery, error), upsert=True)


def count(database: Database[Document]) -> int:
    """How many dead letters the database holds."""
    return database[COLLECTION].count_documents({})


def _letter(queue: str, attributes: dict[str, Any], delivery: Delivery, error: BaseException) -> Document:
    body = delivery.body if isinstance(delivery.body, bytes) else delivery.body.encode()
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    return {
        "queue": queue,
        "type": attributes.get("type"),
        "source": attributes.get("source"),
        "subject": attributes.get("subject"),
        "headers": {str(name): str(value) for name, value in delivery.headers.items()},
        "body": body,
        "error": f"{type(error).__name__}: {error}",
        "where": [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in frames],
        "at": clock.now(),
    }
