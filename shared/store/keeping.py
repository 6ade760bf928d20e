"""A collection of a transaction, to whose end what is inserted waits, unless somebody reads or changes something there.

What several collections get at the end goes to the store in one message (`shared.store.together`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pymongo.client_session import ClientSession
from pymongo.database import Database

from shared.store.bound import VALUES_AT_ONCE, BoundCollection
from shared.store.client import Document
from shared.store.kept import Kept
from shared.store.together import Place

NOTHING = Kept()


class KeepingCollection(BoundCollection):
    """The calls of a collection, each of which finds what was inserted before."""

    def __init__(
        self, kept: dict[Place, Kept], database: Database[Document], name: str, session: ClientSession
    ) -> None:
        super().__init__(database, name, session)
        self._all_kept, self._place = kept, (database, name)

    def insert(self, documents: Sequence[Document], *, short: bool = False) -> None:
        """Insert all, at the transaction's end at the latest: they are not to be changed any more."""
        if documents:
            self._all_kept.setdefault(self._place, Kept(short=short)).documents.extend(documents)

    def where(
        self,
        field: str,
        values: Iterable[str],
        projection: Mapping[str, Any] | None = None,
        at_once: int = VALUES_AT_ONCE,
    ) -> list[Document]:
        """The documents whose indexed `field` has one of the values."""
        wanted = frozenset(values)
        here = self._kept.read(wanted, self._database.codec_options) if field == "_id" and projection is None else None
        return super().where(field, wanted, projection, at_once) if here is None else here

    def find(
        self, query: Mapping[str, Any], projection: Mapping[str, Any] | None = None, most: int = 0
    ) -> list[Document]:
        """The documents that match."""
        self._hand_over()
        return super().find(query, projection, most)

    def one(self, identifier: str) -> Document | None:
        """The document with this id."""
        return next(iter(self.where("_id", [identifier])), None)

    def write(self, operations: Sequence[Any]) -> None:
        """Send a bulk of pymongo operations."""
        if operations and not self._kept.set(operations):
            self._hand_over()
            super().write(operations)

    def matched(self, operations: Sequence[Any]) -> int:
        """Send a bulk of pymongo operations; how many documents were matched or upserted."""
        self._hand_over()
        return super().matched(operations)

    @property
    def _kept(self) -> Kept:
        return self._all_kept.get(self._place) or NOTHING

    def _hand_over(self) -> None:
        if kept := self._all_kept.pop(self._place, None):
            super().insert(kept.documents, short=kept.short)
