"""Which organisations lie below those that a token names, in the services that know the tree.

A service that is not named here reaches exactly the organisations that a token names.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from pymongo.database import Database

from shared.store.client import Document
from shared.store.transaction import Transaction, portions
from shared.where import Where

TREES: Mapping[str, str] = {"registry": "organisations"}
"""By service, the collection whose documents name their `ancestors`, with an index."""
ANCESTORS = "ancestors"


def with_beneath(service: str, database: Database[Document], where: Where) -> Where:
    """Where a caller may act, with the organisations below those that the token names; asks only where it names any."""
    if service not in TREES or not where.organisations or where.everywhere:
        return where
    collection = database[TREES[service]]
    found = (
        collection.find({ANCESTORS: {"$in": list(part)}}, {"_id": 1}) for part in portions(sorted(where.organisations))
    )
    return replace(where, beneath=frozenset(one["_id"] for some in found for one in some))


def beneath_in(transaction: Transaction, where: Where) -> Where:
    """The same inside a transaction."""
    if transaction.service not in TREES or not where.organisations or where.everywhere:
        return where
    return replace(where, beneath=frozenset(_beneath(transaction, where.organisations)))


def _beneath(transaction: Transaction, organisations: Collection[str]) -> Iterable[str]:
    found = transaction[TREES[transaction.service]].where(ANCESTORS, organisations, {"_id": 1})
    return (one["_id"] for one in found)
