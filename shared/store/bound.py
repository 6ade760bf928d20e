"""A collection as it is used inside a transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from pymongo.client_session import ClientSession
from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.errors import BulkWriteError

from shared.store.client import Document

VALUES_AT_ONCE = 30
"""The embedded store compares each document it finds with every value of a list: 500 at once took five times longer."""


def portions(values: Sequence[str]) -> Iterator[Sequence[str]]:
    """The values in parts that fit one query each."""
    return (values[start : start + VALUES_AT_ONCE] for start in range(0, len(values), VALUES_AT_ONCE))


FEW = 16
"""Documents that go into one message for certain, also as commits of the outbox. What the driver does for any number
takes it half as long again."""


MANY = 10_000
"""The same of short ones: a message may have 48 megabytes."""


class BoundCollection:
    """A collection inside a transaction: the calls that both stores have, with the session filled in."""

    def __init__(self, database: Database[Document], name: str, session: ClientSession) -> None:
        self._database, self._name = database, name
        self._session = session

    @cached_property
    def _collection(self) -> Collection[Document]:
        """Made when it is asked for something: it takes as long as to write a small document."""
        return self._database.get_collection(self._name)

    def find(
        self, query: Mapping[str, Any], projection: Mapping[str, Any] | None = None, most: int = 0
    ) -> list[Document]:
        """The documents that match, all or `most` of them; bound the query by an index."""
        return list(self._collection.find(query, projection, limit=most, session=self._session))

    def where(
        self,
        field: str,
        values: Iterable[str],
        projection: Mapping[str, Any] | None = None,
        at_once: int = VALUES_AT_ONCE,
    ) -> list[Document]:
        """The documents whose indexed `field` has one of the values.

        Args:
            at_once: of how many the first query is; more than usual where as a rule nothing has any of them.
        """
        wanted, found, size = sorted(set(values)), [], at_once
        while wanted:
            part, wanted = wanted[:size], wanted[size:]
            some = self.find({field: {"$in": part}}, projection)
            # Values that nothing has cost next to nothing: where all are new, few queries do.
            size = VALUES_AT_ONCE if some else 2 * size
            found += some
        return found

    def by_id(self, ids: Iterable[str], projection: Mapping[str, Any] | None = None) -> dict[str, Document]:
        """The documents that exist, by id."""
        return {found["_id"]: found for found in self.where("_id", ids, projection)}

    def one(self, identifier: str) -> Document | None:
        """The document with this id."""
        return self._collection.find_one({"_id": identifier}, session=self._session)

    def insert(self, documents: Sequence[Document], *, short: bool = False) -> None:
        """Insert all; nothing to do for none.

        Args:
            short: whether each has less than a kilobyte, so that thousands go into one message.
        """
        if len(documents) > (MANY if short else FEW):
            self._collection.insert_many(documents, ordered=True, session=self._session)
        elif documents:
            self._insert_few(documents)

    def _insert_few(self, documents: Sequence[Document]) -> None:
        asked = {"insert": self._name, "documents": documents, "ordered": True}
        answer = self._database.command(asked, session=self._session)
        if answer.get("writeErrors"):
            raise BulkWriteError(answer)

    def write(self, operations: Sequence[Any]) -> None:
        """Send a bulk of pymongo operations."""
        if operations:
            self._collection.bulk_write(operations, ordered=True, session=self._session)

    def matched(self, operations: Sequence[Any]) -> int:
        """Send a bulk of pymongo operations; how many documents were matched or upserted."""
        if not operations:
            return 0
        result = self._collection.bulk_write(operations, ordered=True, session=self._session)
        return result.matched_count + result.upserted_count + result.deleted_count
