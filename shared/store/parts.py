"""A command's part in its group's transaction: to the use case it is a transaction like any other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from pymongo.database import Database

from shared.store.bound import VALUES_AT_ONCE, BoundCollection
from shared.store.claims import WHOLE, Alike, alike_of, ids_of
from shared.store.client import Document
from shared.store.keeping import KeepingCollection
from shared.store.kept import Kept
from shared.store.sharing import Apart, Lookup, Sharing, Writing
from shared.store.transaction import Store, Transaction

Work = Callable[[Transaction], Any]


class Part(Transaction):
    """What one command does in one attempt of its group.

    Attributes:
        sharing: with the others.
        result, error: what its work gave or raised, when it has ended.
        is_apart: whether it met another one's documents, and is taken alone.
        has_written: whether the store has anything of it, which goes only with the whole attempt.
    """

    def __init__(self, store: Store, sharing: Sharing, work: Work) -> None:
        super().__init__(store.service, store.database, sharing.session, store.sealer, store.settings)
        self.memory = store.memory
        self.sharing, self._work = sharing, work
        self.result: Any = None
        self.error: BaseException | None = None
        self.is_apart = self.has_written = False

    def run(self) -> None:
        """Do the work."""
        try:
            self.result = self._work(self)
        except Apart:
            self.is_apart = True
        except BaseException as error:
            self.error = error
        if self.is_over and not self.has_written:
            self.sharing.claims.give_back(self)

    @property
    def is_over(self) -> bool:
        """Whether nothing of it is to be committed."""
        return self.is_apart or self.error is not None

    @property
    def breaks(self) -> bool:
        """Whether the attempt cannot be committed because of it: there are no savepoints."""
        return self.is_over and self.has_written

    def _bound(self, database: Database[Document], name: str) -> BoundCollection:
        return PartCollection(self, database, name)


class PartCollection(KeepingCollection):
    """A collection in a part: looking up and changing go together with the others', and inserting waits for the end."""

    def __init__(self, part: Part, database: Database[Document], name: str) -> None:
        super().__init__(part.kept, database, name, part.sharing.session)
        self._part, self._sharing = part, part.sharing
        self._full_name = f"{database.name}.{name}"

    def find(
        self, query: Mapping[str, Any], projection: Mapping[str, Any] | None = None, most: int = 0
    ) -> list[Document]:
        """The documents that match."""
        ids = ids_of(query)
        alike = alike_of(query) if ids is WHOLE else None
        if alike is None:
            self._claim(self._sharing.claims.read, ids)
        else:
            self._hold(self._sharing.claims.ask(self._part, self._full_name, alike))
        self._hand_over()
        with self._sharing.at_store():
            return super().find(query, projection, most)

    def where(
        self,
        field: str,
        values: Iterable[str],
        projection: Mapping[str, Any] | None = None,
        at_once: int = VALUES_AT_ONCE,
    ) -> list[Document]:
        """The documents whose indexed `field` has one of the values."""
        alike = Alike(field, frozenset(values))
        if not alike.values:
            return []
        if field == "_id":
            self._claim(self._sharing.claims.read, alike.values)
            kept = None if projection else self._kept.read(alike.values, self._database.codec_options)
            if kept is not None:
                return kept
        elif "." in field or (projection is not None and field not in projection):
            return super().where(field, alike.values, projection, at_once)  # whose each is would not be seen
        else:
            self._hold(self._sharing.claims.ask(self._part, self._full_name, alike))
        return self._sharing.ask(self._to_hand_over(), Lookup(self._place, alike, projection))

    def insert(self, documents: Sequence[Document], *, short: bool = False) -> None:
        """Insert all, at the attempt's end: they are not to be changed any more."""
        if documents:
            self._hold(self._sharing.claims.add(self._part, self._full_name, documents))
            super().insert(documents, short=short)

    def write(self, operations: Sequence[Any]) -> None:
        """Send a bulk of pymongo operations, with those of the others."""
        if operations:
            self._claim_to_write(operations)
            if not self._kept.set(operations):
                self._sharing.ask(self._to_hand_over(operations))

    def matched(self, operations: Sequence[Any]) -> int:
        """Send a bulk of pymongo operations alone; how many documents were matched or upserted."""
        if not operations:
            return 0
        self._claim_to_write(operations)
        self._hand_over()
        self._part.has_written = True
        with self._sharing.at_store():
            return super().matched(operations)

    def _claim_to_write(self, operations: Sequence[Any]) -> None:
        self._claim(self._sharing.claims.write, frozenset().union(*map(_touched, operations)))

    def _claim(self, claim: Callable[[Part, str, frozenset[str]], bool], ids: frozenset[str]) -> None:
        self._hold(claim(self._part, self._full_name, ids))

    @staticmethod
    def _hold(is_held: bool) -> None:
        if not is_held:
            raise Apart

    def _hand_over(self) -> None:
        """Who reads or changes what it inserted itself finds it there."""
        if writing := self._to_hand_over():
            self._sharing.ask(writing)

    def _to_hand_over(self, operations: Sequence[Any] = ()) -> Writing | None:
        """What was inserted so far, and what is to be changed."""
        documents = self._part.kept.pop(self._place, Kept()).documents
        if not (documents or operations):
            return None
        self._part.has_written = True
        return Writing(self._place, documents, operations)


def _touched(operation: Any) -> frozenset[str]:
    """The only documents that an operation can change."""
    query = getattr(operation, "_filter", None)
    return WHOLE if query is None else ids_of(query)
