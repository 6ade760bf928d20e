"""What the commands of a group read and write: none meets what another one writes, so that their order is no matter.

It stands for the store's own look-out for conflicts, which sees one transaction where several commands are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping
from typing import Any

EVERY = ""
"""Stands for all documents of a collection, also those that are not there yet; no document is named so."""
WHOLE: frozenset[str] = frozenset({EVERY})
Holders = defaultdict[str, set[Hashable]]


class Claims:
    """Who reads and who writes which documents, by collection and id. Several may read one; who writes it is alone."""

    def __init__(self) -> None:
        self._readers: defaultdict[str, Holders] = defaultdict(lambda: defaultdict(set))
        self._writers: defaultdict[str, Holders] = defaultdict(lambda: defaultdict(set))

    def read(self, who: Hashable, collection: str, ids: Collection[str]) -> bool:
        """Claim documents to read; False where somebody else writes one of them."""
        if _has_other(self._writers[collection], ids, who):
            return False
        _hold(self._readers[collection], ids, who)
        return True

    def write(self, who: Hashable, collection: str, ids: Collection[str]) -> bool:
        """Claim documents to write; False where somebody else reads or writes one of them."""
        if any(_has_other(held[collection], ids, who) for held in (self._readers, self._writers)):
            return False
        _hold(self._writers[collection], ids, who)
        return True

    def give_back(self, who: Hashable) -> None:
        """Let others have what `who` had."""
        for held in (*self._readers.values(), *self._writers.values()):
            for holders in held.values():
                holders.discard(who)


def ids_of(query: Mapping[str, Any]) -> frozenset[str]:
    """The only documents that a query can find, by id."""
    named = query.get("_id")
    if isinstance(named, Mapping):
        named = named.get("$in")
    ids = [named] if isinstance(named, str) else named
    if isinstance(ids, Collection) and all(isinstance(one, str) for one in ids):
        return frozenset(ids)
    return WHOLE


def _has_other(held: Holders, ids: Collection[str], who: Hashable) -> bool:
    holders: Iterable[set[Hashable]] = (
        held.values() if EVERY in ids else (held[one] for one in (*ids, EVERY) if one in held)
    )
    return any(one != who for some in holders for one in some)


def _hold(held: Holders, ids: Collection[str], who: Hashable) -> None:
    for one in ids:
        held[one].add(who)
