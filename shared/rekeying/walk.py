"""A walk through a collection that makes anew what is kept by old keys, while the service reads and writes it.

Each text says by which key it is, so a walk that was killed is begun again, and finds less to do. A document is written
if it is as it was read; one that changed meanwhile is read again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar

from pymongo import UpdateOne
from pymongo.collection import Collection
from pymongo.errors import BulkWriteError

from shared.rekeying.kept import Change, Kept
from shared.rekeying.renewal import Key, Renewal
from shared.store.bound import portions
from shared.store.client import Document, is_duplicate
from shared.store.transaction import Store

Item = TypeVar("Item")
AT_ONCE, IN_ONE_TRANSACTION = 500, 30
TRIES = 5
"""Of documents that others change just then."""


@dataclass
class Tally:
    """What a walk found.

    Attributes:
        renewed: how many documents were made anew.
        left: how many were not, as others changed them all the time, or their digest would be another document's.
        closed: how many texts do not open, or are none.
        keys: by which keys the texts are now.
    """

    collection: str
    documents: int = 0
    renewed: int = 0
    left: int = 0
    closed: int = 0
    keys: Counter[Key] = field(default_factory=Counter)

    def count(self, renewal: Renewal) -> None:
        """Count a document's texts."""
        self.closed += renewal.closed
        self.keys.update(renewal.keys)


def walk(store: Store, kept: Kept) -> Iterator[Tally]:
    """Make a collection's texts anew; what is done so far, after each part."""
    tally = Tally(kept.collection)
    for part in _parts(store.database[kept.collection].find(batch_size=AT_ONCE), AT_ONCE):
        tally.documents += len(part)
        renewed = _renew(store, kept, part, tally) | _take(store, kept, part, tally)
        tally.renewed += len(renewed)
        yield tally
    yield tally


def _parts(found: Iterable[Item], most: int) -> Iterator[list[Item]]:
    following = iter(found)
    return iter(lambda: list(islice(following, most)), [])


def _renew(store: Store, kept: Kept, documents: Sequence[Document], tally: Tally) -> set[Any]:
    """What lies in documents; those that were made anew."""
    collection, begun, renewed = store.database[kept.collection], False, set[Any]()
    for _ in range(TRIES):
        changes: dict[Any, list[Change]] = {}
        for one in documents:
            renewal = Renewal(store.sealer)
            changed = _changes(kept, renewal, one)
            if changed:
                changes[one["_id"]] = changed
            else:
                tally.count(renewal)
                renewed |= {one["_id"]} if begun else set()
        if not changes:
            return renewed
        _write(collection, changes)
        documents, begun = _again(collection, list(changes)), True
    for one in documents:
        renewal = Renewal(store.sealer, renews=False)
        is_left = bool(_changes(kept, Renewal(store.sealer), one))
        tally.left += is_left
        renewed |= set() if is_left else {one["_id"]}
        _changes(kept, renewal, one)
        tally.count(renewal)
    return renewed


def _changes(kept: Kept, renewal: Renewal, document: Document) -> list[Change]:
    parts = (part.renewed(renewal, document) for part in kept.parts)
    return [one for one in parts if one and one.old != one.new]


def _write(collection: Collection[Document], changes: dict[Any, list[Change]]) -> None:
    updates = [
        UpdateOne(
            {"_id": identifier, **{one.path: one.old for one in some}},
            {"$set": {one.path: one.new for one in some}},
        )
        for identifier, some in changes.items()
    ]
    try:
        collection.bulk_write(updates, ordered=False)
    except BulkWriteError as error:
        if not is_duplicate(error):
            raise


def _again(collection: Collection[Document], ids: Sequence[Any]) -> list[Document]:
    return [one for part in portions(ids) for one in collection.find({"_id": {"$in": list(part)}})]


def _take(store: Store, kept: Kept, documents: Sequence[Document], tally: Tally) -> set[Any]:
    """What documents are found by, with all that hangs on it; those that were made anew."""
    take = kept.take
    if take is None:
        return set()
    old: list[str] = []
    for one in documents:
        renewal = Renewal(store.sealer)
        changes = [part.renewed(renewal, one) for part in kept.found_by]
        tally.count(renewal)
        if any(change and change.old != change.new for change in changes):
            old.append(one["_id"])
    for part in _parts(old, IN_ONE_TRANSACTION):
        store.transact(lambda transaction, ids=part: take(transaction, ids))  # type: ignore[misc]
    return set(old)
