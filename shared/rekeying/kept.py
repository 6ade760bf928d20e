"""What a collection keeps by keys, as each service declares it: digests, sealed texts, and ids that are digests."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import orjson
from pymongo import DeleteOne, ReplaceOne

from shared.events.catalogue import contract
from shared.kinds import Kind
from shared.rekeying.renewal import Renewal
from shared.sealing import SEALED
from shared.store.client import Document
from shared.store.outbox import structured_events
from shared.store.transaction import Transaction

Take = Callable[[Transaction, Sequence[str]], None]
"""Makes anew, in one transaction, what documents of some ids are found by."""
Merge = Callable[[Document, Document], Document]
"""Of a document under its old id and one that is there under the new one: what stays."""


class Change(NamedTuple):
    """Of a document: where a value lies, what it is, and what it becomes."""

    path: str
    old: Any
    new: Any


class Part(Protocol):
    """Something in a document that is kept by a key."""

    def renewed(self, renewal: Renewal, document: Document) -> Change | None:
        """The part made anew; None where there is none."""


@dataclass(frozen=True)
class Hashed:
    """A digest, or a list of them.

    Attributes:
        of: where other texts lie, too: with what the digests begin.
    """

    path: str
    of: tuple[str, ...] = ("",)

    def renewed(self, renewal: Renewal, document: Document) -> Change | None:
        """Each by the key in use; of two that are the same by then, one."""
        old = _at(document, self.path)
        if old is None:
            return None
        if isinstance(old, str):
            if not old.startswith(self.of):
                return None
            return Change(self.path, old, renewal.hashed(old))
        new = list(dict.fromkeys(map(renewal.hashed, old)))
        return Change(self.path, old, new)


@dataclass(frozen=True)
class Sealed:
    """A sealed text, or one in each document of a list.

    Attributes:
        context: of the document, and of what the text lies in.
        readers: the services that open it, where it is not this one alone.
    """

    path: str
    context: Callable[[Document, Mapping[str, Any]], str]
    readers: tuple[str, ...] = ()

    def renewed(self, renewal: Renewal, document: Document) -> Change | None:
        """Each by the present keys."""
        above, _, name = self.path.rpartition(".")
        within = _at(document, above) if above else document
        if isinstance(within, list):
            return Change(above, within, [self._of(renewal, document, one, name) for one in within])
        if not within or not within.get(name):
            return None
        return Change(self.path, within[name], self._of(renewal, document, within, name)[name])

    def _of(self, renewal: Renewal, document: Document, within: Mapping[str, Any], name: str) -> Document:
        if not within.get(name):
            return dict(within)
        return {**within, name: renewal.sealed(within[name], self.context(document, within), self.readers)}


@dataclass(frozen=True)
class EventTexts:
    """What events of the outbox carry sealed: they are told again to a new listener, and by `replay`."""

    def renewed(self, renewal: Renewal, document: Document) -> Change | None:
        """The same events; those that carry nothing sealed stay to the letter."""
        events, same = structured_events(document), True
        for one in events:
            data = one.get("data") or {}
            for field, readers in contract(one["type"]).sealed.items():
                if before := data.get(field):
                    data[field] = renewal.sealed(before, data["volunteer"], readers)
                    same = same and data[field] == before
        old = document["events"]
        return Change("events", old, old if same else orjson.dumps(events))


@dataclass(frozen=True)
class Kept:
    """What a collection keeps by keys.

    Attributes:
        parts: what is made anew where it lies.
        found_by: digests by which documents are found together with others, the id among them; `take` makes them anew.
    """

    collection: str
    parts: tuple[Part, ...] = ()
    found_by: tuple[Hashed, ...] = ()
    take: Take | None = None


def rows(kinds: Iterable[Kind]) -> tuple[Kept, ...]:
    """What is kept of rows of some kinds: what tells a replay from a conflict, and sealed fields."""
    return tuple(Kept(kind.name, (*ORIGIN, *_sealed_fields(kind))) for kind in kinds)


def _sealed_fields(kind: Kind) -> tuple[Part, ...]:
    return (Sealed(SEALED, lambda document, _: f"{kind.name}:{document['_id']}"),) if kind.sealed else ()


def renamed(collection: str, merge: Merge = lambda old, new: new) -> Take:
    """Documents whose ids are digests are kept under the new ones; by default what is there already stays."""

    def take(transaction: Transaction, ids: Sequence[str]) -> None:
        names = {one: transaction.sealer.hashes.renewed(one) for one in ids}
        old, new = transaction[collection].by_id(ids), transaction[collection].by_id(names.values())
        for one, document in old.items():
            name = names[one]
            if name != one:
                new[name] = {**(merge(document, new[name]) if name in new else document), "_id": name}
                transaction[collection].write(
                    [DeleteOne({"_id": one}), ReplaceOne({"_id": name}, new[name], upsert=True)]
                )

    return take


def _at(document: Mapping[str, Any], path: str) -> Any:
    found: Any = document
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


ORIGIN = (Hashed("digest"), Hashed("line"))
"""Of a row's document."""
OF_ALL = (
    Kept(
        "refusals",
        (Sealed(f"values.{SEALED}", lambda document, _: f"{document['resource']}:{document['reference']}"),),
        (Hashed("_id"),),
        renamed("refusals"),
    ),
)
"""What every service keeps."""
