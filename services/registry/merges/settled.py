"""Merges of who was erased, of persons the numbers alone: what was decided beside them stays decided (docs/adr/0040).

Nothing tells of them, and nobody is shown them. Where neither side is registered any more, nobody is decided on beside
them, and they go.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from pymongo import DeleteOne, ReplaceOne
from pymongo.database import Database

from services.registry.merges.domain import Merge
from services.registry.merges.repository import SIDES, merge
from shared.store.client import Document
from shared.store.migrations import collection, index
from shared.store.transaction import Transaction

SETTLED = "settled_merges"


def collections(database: Database[Document]) -> None:
    """Let them be found by either side."""
    collection(database, SETTLED, *(index(side) for side in SIDES))


def around(transaction: Transaction, numbers: Iterable[str]) -> list[Merge]:
    """Those of volunteers, by the volunteers' numbers."""
    return [merge(one) for one in _found(transaction, numbers)]


def keep(transaction: Transaction, erased: Collection[str], merges: Iterable[Document]) -> None:
    """Volunteers are erased: keep the span of those of their merges that hold with somebody who is not.

    Args:
        erased: the numbers.
        merges: that were accepted.
    """
    spans = [
        {name: one[name] for name in ("merge_ref", *SIDES, "merged_at", "undone_at")}
        for one in merges
        if not {one[side] for side in SIDES} <= set(erased)
    ]
    over = [DeleteOne({"_id": one["_id"]}) for one in _found(transaction, erased)]
    transaction[SETTLED].write(over)
    keys = {":".join((one["kept"], one["merged"], one["merged_at"])): one for one in spans}
    transaction[SETTLED].write([ReplaceOne({"_id": key}, one, upsert=True) for key, one in sorted(keys.items())])


def _found(transaction: Transaction, numbers: Iterable[str]) -> list[Document]:
    wanted = set(numbers)
    found = (one for side in SIDES for one in transaction[SETTLED].where(side, wanted))
    return list({one["_id"]: one for one in found}.values())
