"""Held until known: what names something that is not known yet is stored, and taken again when that is heard of.

Two transactions at one moment, one that begins to wait and one that brings what it waits for, would each see the world
as it was before the other; both would commit, and one would wait for ever. So who waits writes on what is missing, and
of the two one is run again and sees the other's work (docs/adr/0006).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pymongo import UpdateOne

from shared.store.client import Document
from shared.store.migrations import index
from shared.store.transaction import Transaction

ACCEPTED = "accepted"
WAITS_FOR, AWAITED, OUTCOME = "waits_for", "awaited", "outcome"
STEPS = "steps"
"""How many steps were taken of a row while it was held."""
WAITING = index(WAITS_FOR, sparse=True)
"""The index of a collection whose documents may wait."""

RESTS_ON = "rests_on"
"""What a refused document was refused for as it was then, and what an accepted one of a doubted kind rests on."""
NO_LONGER = "no_longer"
"""Why an accepted document would be refused by what is known now; it stands until people decide."""
RESTING = index(RESTS_ON, sparse=True)


def key(collections: Sequence[str], reference: str) -> str:
    """What a document says that it waits for: a reference, and the collections any of which may bring it."""
    return f"{'|'.join(collections)}:{reference}"


def is_known(document: Mapping[str, Any]) -> bool:
    """Whether a document is one that others may build on: neither held, nor refused, nor only awaited by them."""
    return document.get(OUTCOME, ACCEPTED) == ACCEPTED and not document.keys() <= {"_id", AWAITED}


def known(transaction: Transaction, collection: str, references: Iterable[str]) -> dict[str, Document]:
    """Those of the documents that others may build on."""
    found = transaction[collection].by_id(set(references))
    return {reference: one for reference, one in found.items() if is_known(one)}


def looked_up(transaction: Transaction, collection: str, references: Iterable[str]) -> dict[str, Document]:
    """The same, each asked for once in a transaction: for who does not change them."""
    found, wanted = transaction.looked_up[collection], set(references)
    missing = wanted - found.keys()
    if missing:
        found.update(known(transaction, collection, missing))
    return {reference: found[reference] for reference in wanted if reference in found}


def begin(transaction: Transaction, collection: str, references: Iterable[str]) -> None:
    """Count on missing documents that somebody waits for them, making those that nobody has brought yet."""
    counts = Counter(references)
    transaction[collection].write(
        [
            UpdateOne({"_id": reference}, {"$inc": {AWAITED: count}}, upsert=True)
            for reference, count in sorted(counts.items())
        ]
    )


def on(
    transaction: Transaction, waiting_in: str, collections: Sequence[str], references: Iterable[str]
) -> list[Document]:
    """The documents of `waiting_in` that wait for one of the references in any of the collections."""
    return transaction[waiting_in].where(WAITS_FOR, [key(collections, reference) for reference in references])
