"""How far partners were sent what they are told, and each attempt to do so.

A push has one batch in hand at a time. Whoever begins an attempt takes the next number, with a lease: the number is
what is asked for when the attempt ends, so that who was paused too long changes nothing. What people change takes the
next number, too, and so takes the push away from whoever is sending.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from pymongo import DESCENDING, UpdateOne
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from services.incentives.feeds import repository as feeds
from services.incentives.feeds.repository import ENDS
from services.incentives.pushes.domain import USUAL_BYTES, USUAL_EVENTS, Secret
from shared import clock, ids
from shared.crypto import Sealer
from shared.store.bound import portions
from shared.store.client import Document
from shared.store.migrations import collection, index
from shared.store.transaction import Transaction

PUSHES, ATTEMPTS = "pushes", "push_attempts"
KEPT_DAYS = 90
ON = "yes"
NO_ONE = clock.LONG_AGO
CALM = {"failures": 0, "failing_since": None, "due": clock.LONG_AGO, "disabled": ""}
"""How a push stands of which nothing has failed."""
LEASE = dt.timedelta(seconds=30)
"""Longer than an attempt takes (sending.SECONDS): a batch whose sender was killed is sent again after that."""


def collections(database: Database[Document]) -> None:
    """Pushes by whether anything is sent; attempts by partner and number, for so many days."""
    collection(database, PUSHES, index("is_on", sparse=True))
    collection(database, ATTEMPTS, index("partner", "number"), index("at", expires_after_days=KEPT_DAYS))


def of(database: Database[Document], partners: Sequence[str]) -> dict[str, Document]:
    """How the pushes of some partners stand, of those that have an endpoint."""
    found = (one for part in portions(partners) for one in database[PUSHES].find({"_id": {"$in": list(part)}}))
    return {one["_id"]: one for one in found if one["has_endpoint"]}


def waiting(database: Database[Document], now: dt.datetime) -> list[str]:
    """The partners that may be sent something now: it is time, there is more in their logs, and nobody is at it."""
    free = [
        one
        for one in database[PUSHES].find({"is_on": ON}, {"position": 1, "due": 1, "expires": 1})
        if one["due"] <= now and one["expires"] <= now
    ]
    ends = feeds.ends(database, [one["_id"] for one in free]) if free else {}
    return [one["_id"] for one in free if ends.get(one["_id"], {}).get("position", 0) > one["position"]]


def find(database: Database[Document], partner: str) -> Document | None:
    """How a partner's push stands."""
    return database[PUSHES].find_one({"_id": partner})


def take(database: Database[Document], push: Document, batch: Document, now: dt.datetime) -> Document | None:
    """Begin an attempt to deliver a batch; None where somebody else was first.

    An attempt that was begun before and never ended was interrupted: that is noted.
    """
    if begun := (push["batch"] or {}).get("begun"):
        _note_interrupted(database, push, begun)
    number = push["number"] + 1
    changes = {"number": number, "expires": now + LEASE, "batch": {**batch, "begun": now}}
    known = {"_id": push["_id"], "number": push["number"], "is_on": ON}
    taken = database[PUSHES].update_one(known, {"$set": changes})
    return {**push, **changes} if taken.modified_count else None


def free(database: Database[Document], push: Document) -> None:
    """Leave an attempt off, so that another process can begin one at once; whether it was taken, that one finds out."""
    mine = {"_id": push["_id"], "number": push["number"]}
    database[PUSHES].update_one(mine, {"$set": {"expires": NO_ONE}})


def _note_interrupted(database: Database[Document], push: Document, begun: dt.datetime) -> None:
    facts = {"at": begun, "seconds": None, "status": None, "outcome": "interrupted", "reason": "the sender ended"}
    try:
        database[ATTEMPTS].insert_one(_attempt(push, facts))
    except DuplicateKeyError:
        return  # by somebody else, who is after the same batch


def end(transaction: Transaction, push: Document, changes: Mapping[str, Any], attempt: Mapping[str, Any]) -> bool:
    """End an attempt; whether it was still this sender's. What was done is noted in any case."""
    # Whoever took over may have noted that it was interrupted: what its sender says of it is truer.
    said = _attempt(push, attempt)
    transaction[ATTEMPTS].write([UpdateOne({"_id": said.pop("_id")}, {"$set": said}, upsert=True)])
    batch = changes.get("batch", push["batch"])
    freed = {**changes, "expires": NO_ONE, "batch": batch and {**batch, "begun": None}}
    mine = {"_id": push["_id"], "number": push["number"]}
    off = {"$unset": {"is_on": ""}} if changes.get("disabled") else {}
    return bool(transaction[PUSHES].matched([UpdateOne(mine, {"$set": freed, **off})]))


def _attempt(push: Document, facts: Mapping[str, Any]) -> Document:
    partner, number, batch = push["_id"], push["number"], push["batch"]
    said = {"first": batch["after"] + 1, "last": batch["upto"], "message": batch["message"]}
    return {"_id": f"{partner} {number}", "partner": partner, "number": number, **said, **facts}


def attempts(database: Database[Document], partner: str, before: int, limit: int) -> list[Document]:
    """A partner's last attempts before one of a number, the latest first."""
    asked = {"partner": partner, "number": {"$gt": 0, "$lt": before}}
    return list(database[ATTEMPTS].find(asked).sort("number", DESCENDING).limit(limit))


def open_secrets(sealer: Sealer, push: Mapping[str, Any]) -> list[Secret]:
    """The secrets by which what a partner is sent is signed, the newest first."""
    opened = sealer.open(push["sealed"], _context(push["_id"]))
    return [Secret(**one) for one in opened["secrets"]]


def seal(sealer: Sealer, partner: str, secrets: Iterable[Secret]) -> str:
    """The same as they are kept."""
    return sealer.seal({"secrets": [asdict(one) for one in secrets]}, _context(partner))


def _context(partner: str) -> str:
    return f"{PUSHES}:{partner}"


def one(transaction: Transaction, partner: str) -> Document | None:
    """How a partner's push stands, in a transaction."""
    return transaction[PUSHES].one(partner)


def add(transaction: Transaction, partner: str, secrets: Iterable[Secret]) -> None:
    """Begin to send a partner what it is told, from the beginning of its log on."""
    sizes = {"most_events": USUAL_EVENTS, "most_bytes": USUAL_BYTES, "size": USUAL_EVENTS}
    stands = {"position": 0, "batch": None, "number": 0, "expires": NO_ONE, "has_endpoint": True, "is_on": ON}
    sealed = seal(transaction.sealer, partner, secrets)
    transaction[PUSHES].insert([{"_id": partner, **stands, **sizes, **CALM, "last_delivery": None, "sealed": sealed}])


def change(
    transaction: Transaction, push: Document, changes: Mapping[str, Any], *, is_on: bool, afresh: bool = False
) -> None:
    """Change how a push stands, and take it away from whoever is sending.

    Args:
        is_on: whether anything is sent from now on.
        afresh: whether what was begun to be sent is made up anew, under another id.
    """
    batch = None if afresh or push["batch"] is None else {**push["batch"], "begun": None}
    taken = {"number": push["number"] + 1, "expires": NO_ONE, "batch": batch}
    switch = {"$set": {**changes, **taken, **({"is_on": ON} if is_on else {})}}
    off = {} if is_on else {"$unset": {"is_on": ""}}
    transaction[PUSHES].write([UpdateOne({"_id": push["_id"]}, {**switch, **off})])


def keep_secrets(transaction: Transaction, partner: str, secrets: Iterable[Secret]) -> None:
    """Sign what a partner is sent by these from now on."""
    sealed = seal(transaction.sealer, partner, secrets)
    transaction[PUSHES].write([UpdateOne({"_id": partner}, {"$set": {"sealed": sealed}})])


def last_told(transaction: Transaction, partner: str) -> int:
    """The position where a partner's log ends, in a transaction."""
    found = transaction[ENDS].one(partner)
    return int(found["position"]) if found else 0


def new_message() -> str:
    """The id of a batch: the same as often as the batch is sent."""
    return f"msg_{ids.new_id()}"
