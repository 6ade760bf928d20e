"""Tokens that count no longer: the registry tells of them, and every service keeps them for its apis.

One by one, by their numbers; or all of a holder that were made until some moment.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from pymongo import ReplaceOne
from pymongo.database import Database

from shared import clock
from shared.events.envelope import Event
from shared.sources import SEPARATOR
from shared.store.client import Document
from shared.store.read_data import ReadData
from shared.store.transaction import Transaction

COLLECTION, HOLDERS = "revoked_tokens", "revoked_holders"
TYPE, HOLDER_TYPE = "token.revoked.v1", "holder.revoked.v1"
KEPT_DAYS = 367
"""Longer than any token lives."""
READ_DATA = (ReadData(COLLECTION, (TYPE,)), ReadData(HOLDERS, (HOLDER_TYPE,)))


def holder_of(source: str, name: str) -> str:
    """Whose tokens: a subject's, by the name under which records keep it, who speaks for a source."""
    return f"{source}{SEPARATOR}{name}"


def note(transaction: Transaction, events: Sequence[Event]) -> None:
    """Keep which tokens the registry told of; the same again changes nothing."""
    keep(transaction, {event.subject: clock.from_text(event.data["revoked_at"]) for event in events})


def note_holders(transaction: Transaction, events: Sequence[Event]) -> None:
    """Keep which holders the registry told of; of one the latest moment, in whatever order they are heard."""
    told = sorted(events, key=lambda event: clock.from_text(event.data["revoked_at"]))
    keep_holders(transaction, {event.subject: clock.from_text(event.data["revoked_at"]) for event in told})


def keep(transaction: Transaction, revoked: Mapping[str, dt.datetime]) -> None:
    """Keep which tokens were revoked, and when; of one that is known the first moment stays."""
    tokens = transaction[COLLECTION]
    known = tokens.by_id(revoked)
    tokens.insert([{"_id": jti, "at": at} for jti, at in revoked.items() if jti not in known])


def keep_holders(transaction: Transaction, revoked: Mapping[str, dt.datetime]) -> None:
    """Keep whose tokens were revoked, and until when they were made; of one that is known the later moment."""
    holders = transaction[HOLDERS]
    known = holders.by_id(revoked)
    later = {one: at for one, at in revoked.items() if one not in known or known[one]["at"] < at}
    holders.write([ReplaceOne({"_id": one}, {"at": at}, upsert=True) for one, at in later.items()])


def read(database: Database[Document]) -> frozenset[str]:
    """The numbers of all tokens that are kept."""
    return frozenset(one["_id"] for one in database[COLLECTION].find({}, {"_id": 1}))


def read_holders(database: Database[Document]) -> dict[str, float]:
    """All holders that are kept, and until when (seconds of the epoch) their tokens were made that count no longer."""
    return {one["_id"]: one["at"].timestamp() for one in database[HOLDERS].find({}, {"at": 1})}
