"""Read data: what a service keeps of what it heard from others, and can be made again from their events.

Besides, what it keeps of its own records in another form, and can be made again from these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pymongo import DeleteOne, ReplaceOne

from shared.events.envelope import Event
from shared.store.client import Document
from shared.store.transaction import Store, Transaction


@dataclass
class ReadData:
    """A collection whose documents follow from the events of some types.

    Attributes:
        types: the events, of other services, whose handlers write the documents and nothing that lasts besides.
        kept: fields of the documents that are the service's own; they are neither compared nor lost.
        tells: the service's own events that say what others were told of the documents.
    """

    collection: str
    types: tuple[str, ...]
    kept: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()

    @property
    def is_told_by_contents(self) -> bool:
        """Whether a document must be looked into to tell whether it holds anything that follows from events."""
        return bool(self.kept)

    def view(self, document: Document | None) -> Document | None:
        """What of a document follows from the events; None where nothing does."""
        if document is None or (self.kept and document.keys() <= {"_id", *self.kept}):
            return None
        return {name: value for name, value in document.items() if name not in self.kept}

    def align(self, live: Store, shadow: Store, identifiers: Sequence[str]) -> None:
        """Let a shadow's documents follow from what the service knows besides events: how far time was followed."""

    def recall(self, events: Sequence[Event]) -> None:
        """Take note of what others were told; the same event may come again."""

    def restore(self, transaction: Transaction, wanted: Mapping[str, Document | None]) -> None:
        """Make documents what they should be; None for one that should not be there.

        Whatever would have followed had the service heard the events one by one, and did not follow yet, must follow.
        """
        projection: dict[str, Any] = dict.fromkeys(self.kept, 1)
        kept = transaction[self.collection].by_id(wanted, projection) if self.kept else {}
        whole = {identifier: {**(one or {}), **kept.get(identifier, {})} for identifier, one in wanted.items()}
        transaction[self.collection].write(
            [
                ReplaceOne({"_id": identifier}, one, upsert=True)
                if wanted[identifier] is not None or one.keys() - {"_id"}
                else DeleteOne({"_id": identifier})
                for identifier, one in whole.items()
            ]
        )


@dataclass
class OwnCopy(ReadData):
    """A collection that follows from the service's own records, and from no event.

    Attributes:
        make_again: makes it again in parts, and gives of each how many documents there should be and were put right.
    """

    types: tuple[str, ...] = ()
    make_again: Callable[[Store], Iterator[tuple[int, int]]] = lambda store: iter(())
