"""Tokens that count no longer: the registry tells of them, and every service keeps them for its apis."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from pymongo.database import Database

from shared import clock
from shared.events.envelope import Event
from shared.store.client import Document
from shared.store.read_data import ReadData
from shared.store.transaction import Transaction

COLLECTION = "revoked_tokens"
TYPE = "token.revoked.v1"
KEPT_DAYS = 367
"""Longer than any token of ours lives."""
READ_DATA = ReadData(COLLECTION, (TYPE,))


def note(transaction: Transaction, events: Sequence[Event]) -> None:
    """Keep what the registry told; the same again changes nothing."""
    keep(transaction, {event.subject: clock.from_text(event.data["revoked_at"]) for event in events})


def keep(transaction: Transaction, revoked: Mapping[str, dt.datetime]) -> None:
    """Keep which tokens were revoked, and when; of one that is known the first moment stays."""
    tokens = transaction[COLLECTION]
    known = tokens.by_id(revoked)
    tokens.insert([{"_id": jti, "at": at} for jti, at in revoked.items() if jti not in known])


def read(database: Database[Document]) -> frozenset[str]:
    """All that are kept."""
    return frozenset(one["_id"] for one in database[COLLECTION].find({}, {"_id": 1}))
