"""What the commands of a group read and write: none meets what another one writes, so that their order is no matter.

It stands for the store's own look-out for conflicts, which sees one transaction where several commands are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

EVERY = ""
"""Stands for all documents of a collection, also those that are not there yet; no document is named so."""
WHOLE: frozenset[str] = frozenset({EVERY})
Holders = defaultdict[str, set[Hashable]]


class Alike(NamedTuple):
    """The documents that have one of some values in a field, also those that are not there yet."""

    field: str
    values: frozenset[str]

    def has(self, document: Mapping[str, Any]) -> bool:
        """Whether a document is one of them; of a list of values each is one."""
        value = document.get(self.field)
        some = value if isinstance(value, (list, tuple)) else (value,)
        return any(isinstance(one, str) and one in self.values for one in some)


class Claims:
    """Who reads and who writes which documents, by collection and id. Several may read one; who writes it is alone.

    Who asks for documents by a field meets who adds one of them, and who changes any of the collection: it may be one
    of them afterwards.
    """

    def __init__(self) -> None:
        self._asked: defaultdict[str, list[tuple[Hashable, Alike]]] = defaultdict(list)
        self._added: defaultdict[str, list[tuple[Hashable, Sequence[Mapping[str, Any]]]]] = defaultdict(list)
        self._changing: defaultdict[str, set[Hashable]] = defaultdict(set)
        self._readers: defaultdict[str, Holders] = defaultdict(lambda: defaultdict(set))
        self._writers: defaultdict[str, Holders] = defaultdict(lambda: defaultdict(set))

    def read(self, who: Hashable, collection: str, ids: Collection[str]) -> bool:
        """Claim documents to read; False where somebody else writes one of them."""
        if _has_other(self._writers[collection], ids, who):
            return False
        _hold(self._readers[collection], ids, who)
        return True

    def ask(self, who: Hashable, collection: str, alike: Alike) -> bool:
        """Claim to read whatever is alike; False where somebody else adds such a document, or changes any."""
        added = ((other, some) for other, some in self._added[collection] if other is not who)
        if self._changing[collection] - {who} or any(alike.has(one) for _, some in added for one in some):
            return False
        self._asked[collection].append((who, alike))
        return True

    def add(self, who: Hashable, collection: str, documents: Sequence[Mapping[str, Any]]) -> bool:
        """Claim to insert documents; False where somebody else reads or writes one of them, or asks for such."""
        asked = [alike for other, alike in self._asked[collection] if other is not who]
        if any(alike.has(one) for alike in asked for one in documents):
            return False
        if not self._write(who, collection, frozenset().union(*map(ids_of, documents))):
            return False
        self._added[collection].append((who, documents))
        return True

    def write(self, who: Hashable, collection: str, ids: Collection[str]) -> bool:
        """Claim documents to change; False where somebody else reads or writes one of them, or asks by a field."""
        if any(other is not who for other, _ in self._asked[collection]):
            return False
        if not self._write(who, collection, ids):
            return False
        self._changing[collection].add(who)
        return True

    def _write(self, who: Hashable, collection: str, ids: Collection[str]) -> bool:
        if any(_has_other(held[collection], ids, who) for held in (self._readers, self._writers)):
            return False
        _hold(self._writers[collection], ids, who)
        return True

    def give_back(self, who: Hashable) -> None:
        """Let others have what `who` had."""
        for held in (*self._readers.values(), *self._writers.values()):
            for holders in held.values():
                holders.discard(who)
        for changing in self._changing.values():
            changing.discard(who)
        for asked in self._asked.values():
            asked[:] = [one for one in asked if one[0] is not who]
        for added in self._added.values():
            added[:] = [one for one in added if one[0] is not who]


def ids_of(query: Mapping[str, Any]) -> frozenset[str]:
    """The only documents that a query can find, by id."""
    named = query.get("_id")
    if isinstance(named, Mapping):
        named = named.get("$in")
    ids = [named] if isinstance(named, str) else named
    if isinstance(ids, Collection) and all(isinstance(one, str) for one in ids):
        return frozenset(ids)
    return WHOLE


def alike_of(query: Mapping[str, Any]) -> Alike | None:
    """Documents among which are all that a query can find, by one of its fields; None where it names no texts."""
    for field, value in query.items():
        values = value.get("$in") if isinstance(value, Mapping) else [value]
        is_plain = not field.startswith("$") and "." not in field
        if is_plain and isinstance(values, Collection) and all(isinstance(one, str) for one in values):
            return Alike(field, frozenset(values))
    return None


def _has_other(held: Holders, ids: Collection[str], who: Hashable) -> bool:
    holders: Iterable[set[Hashable]] = (
        held.values() if EVERY in ids else (held[one] for one in (*ids, EVERY) if one in held)
    )
    return any(one != who for some in holders for one in some)


def _hold(held: Holders, ids: Collection[str], who: Hashable) -> None:
    for one in ids:
        held[one].add(who)
