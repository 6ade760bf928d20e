"""While the hash key is being changed: what registrations share is found, by whichever key each of them was hashed.

Of digests of the same phone all are made the newest that there is as soon as somebody comes who shares it, and with
them the suspicion that rests on it; a decision stays one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pymongo import DeleteOne, ReplaceOne, UpdateMany

from services.registry.duplicates.repository import DUPLICATES, FIELDS, document
from services.registry.duplicates.repository import stored as suspicions
from services.registry.volunteers.person import likeness
from services.registry.volunteers.repository import VOLUNTEERS
from shared.store.transaction import Transaction


def bring_forward(transaction: Transaction, numbers: Iterable[str]) -> None:
    """Let all who share something with the registrations have the same digest of it."""
    found = transaction[VOLUNTEERS].where("number", numbers, {"number": 1, "row.sealed": 1})
    for one in found:
        facts = transaction.sealer.open(one["row"]["sealed"], one["number"])
        for field, digest in zip(FIELDS.values(), likeness(transaction.sealer, facts), strict=True):
            stored = {other[field] for other in transaction[VOLUNTEERS].where(field, digest.forms, {field: 1})}
            *older, newest = sorted(stored, key=digest.known.index) or [digest.text]
            for old in older:
                hash_anew(transaction, field, old, newest)


def hash_anew(transaction: Transaction, field: str, old: str, new: str) -> None:
    """Whoever has an old digest of something has the new one from now on, and so does the suspicion of it."""
    transaction[VOLUNTEERS].write([UpdateMany({field: old}, {"$set": {field: new}})])
    rename(transaction, old, new)


def rename(transaction: Transaction, old: str, new: str) -> None:
    """Keep a suspicion under a new digest. Of two the one from before stays: a decision may have been made on it."""
    known = suspicions(transaction, (old, new))
    if old in known:
        sequence = 1 + max(one.sequence for one in known.values())
        renamed = replace(known[old], key=new, sequence=sequence) if new in known else replace(known[old], key=new)
        transaction[DUPLICATES].write(
            [DeleteOne({"_id": old}), ReplaceOne({"_id": new}, document(renamed), upsert=True)]
        )
