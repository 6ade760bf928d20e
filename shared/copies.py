"""Copies of others' state: one declaration gives the handler, what a rebuild makes again, and whom it releases.

A service keeps of other services' data what it needs, so that it works while they are away. What changes carries the
aggregate's sequence, and an older state never replaces a newer one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pymongo import UpdateOne

from shared import waiting
from shared.events.envelope import Event
from shared.store.client import Document
from shared.store.read_data import ReadData
from shared.store.transaction import Transaction

Then = Callable[[Transaction, Mapping[str, Event | None]], None]


@dataclass(frozen=True)
class Copy:
    """A collection that follows the events of some types.

    Attributes:
        types: of one aggregate; each carries what `facts` names.
        key: the field of the data that names the document.
        facts: the fields of the data that are kept, under their names.
        newest: whether the aggregate changes, so that the later sequence counts; else the first to arrive stays.
        then: told of the documents that are new or newer, by id with the event: what waited for them is taken again.
    """

    collection: str
    types: tuple[str, ...]
    key: str
    facts: tuple[str, ...]
    newest: bool = False
    then: Then | None = None
    kept: tuple[str, ...] = field(default=(waiting.AWAITED,))

    def hear(self, transaction: Transaction, events: Sequence[Event]) -> None:
        """Keep what the events tell, and take again what waited for it."""
        latest = {one.data[self.key]: one for one in sorted(events, key=lambda event: event.sequence or 0)}
        stored = transaction[self.collection].by_id(latest)
        news = {key: event for key, event in latest.items() if self._is_news(stored.get(key), event)}
        new = [self._document(key, event) for key, event in news.items() if key not in stored]
        transaction[self.collection].insert(new)
        transaction[self.collection].write(
            [UpdateOne({"_id": key}, {"$set": self._facts(event)}) for key, event in news.items() if key in stored]
        )
        if self.then and news:
            self.then(transaction, news)

    def read_data(self, then: Then | None = None) -> ReadData:
        """What a rebuild makes again; `then` takes again what waited for it."""
        return ReleasingReadData(self.collection, self.types, self.kept, then=then or self.then)

    def _is_news(self, stored: Document | None, event: Event) -> bool:
        if stored is None or not waiting.is_known(stored):
            return True
        return self.newest and stored.get("sequence", 0) < (event.sequence or 0)

    def _document(self, key: str, event: Event) -> Document:
        return {"_id": key, **self._facts(event)}

    def _facts(self, event: Event) -> dict[str, Any]:
        kept = {name: event.data.get(name) for name in self.facts}
        return {**kept, "sequence": event.sequence or 0} if self.newest else kept


@dataclass
class ReleasingReadData(ReadData):
    """A copy that others wait for: what is put right releases them, as what is heard does."""

    then: Then | None = None

    def restore(self, transaction: Transaction, wanted: Mapping[str, Document | None]) -> None:
        """Put right, and take again what waited."""
        super().restore(transaction, wanted)
        known: dict[str, Event | None] = {
            reference: None for reference, document in wanted.items() if document is not None
        }
        if self.then and known:
            self.then(transaction, known)
