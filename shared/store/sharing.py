"""What the commands of a group share in one attempt: a session of the store, and the looking up by id."""

from __future__ import annotations

import copy
import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import Any

from pymongo.client_session import ClientSession
from pymongo.database import Database

from shared.store.bound import BoundCollection
from shared.store.claims import Claims
from shared.store.client import Document

FOUND_AT_ONCE = 100
"""Ids in one query: those of a few commands are few."""


class Apart(BaseException):
    """This command ends here, and is taken alone or begins again; no use case may take it for a fault that it knows."""


@dataclass(frozen=True)
class Lookup:
    """Documents that a command looks up by id, and waits for."""

    database: Database[Document]
    collection: str
    ids: frozenset[str]
    projection: Mapping[str, Any] | None
    answer: SimpleQueue[list[Document] | None] = field(default_factory=SimpleQueue)

    @property
    def place(self) -> tuple[str, str, str]:
        """What it has in common with those that can be asked together with it."""
        return self.database.name, self.collection, repr(self.projection)


class Sharing:
    """One session for several threads, of which one at a time uses it.

    The commands go in step: who looks something up waits until all others do too, or have ended. Then all that they
    want of a collection is one query.

    Attributes:
        failure: the store's first error, after which it does nothing more for this transaction.
    """

    def __init__(self, session: ClientSession, commands: int) -> None:
        self.session = session
        self.claims = Claims()
        self.failure: Exception | None = None
        self._running = commands
        self._asked: list[Lookup] = []
        self._step, self._turn = threading.Lock(), threading.Lock()
        self._over: SimpleQueue[None] = SimpleQueue()

    @contextmanager
    def at_store(self) -> Iterator[None]:
        """The session, for this thread alone.

        Raises:
            Apart: the store does nothing more.
        """
        with self._turn:
            if self.failure is not None:
                raise Apart
            try:
                yield
            except Exception as error:
                self.failure = error
                raise

    def look_up(self, lookup: Lookup) -> list[Document]:
        """The documents that exist, together with what the others want.

        Raises:
            Apart: the store does nothing more.
        """
        with self._step:
            self._asked.append(lookup)
            self._pause()
        found = lookup.answer.get()
        if found is None:
            raise Apart
        return found

    def end(self) -> None:
        """A command has ended."""
        with self._step:
            self._pause()

    def wait(self) -> None:
        """Wait until all have ended."""
        self._over.get()

    def _pause(self) -> None:
        self._running -= 1
        if self._running:
            return
        asked, self._asked = self._asked, []
        self._running = len(asked)
        if not asked:
            self._over.put(None)
            return
        found = self._find(asked)
        for lookup, documents in zip(asked, found, strict=True):
            lookup.answer.put(documents)

    def _find(self, asked: Sequence[Lookup]) -> Sequence[list[Document] | None]:
        alike: defaultdict[tuple[str, str, str], list[Lookup]] = defaultdict(list)
        for lookup in asked:
            alike[lookup.place].append(lookup)
        try:
            with self.at_store():
                known = {place: self._found(some) for place, some in alike.items()}
        except (Exception, Apart):  # the attempt raises the failure when all have ended
            return [None] * len(asked)
        return [
            [copy.deepcopy(known[one.place][name]) for name in one.ids if name in known[one.place]] for one in asked
        ]

    def _found(self, alike: Sequence[Lookup]) -> dict[str, Document]:
        """Of lookups in one place all that exist, by id."""
        collection = BoundCollection(alike[0].database, alike[0].collection, self.session)
        ids = frozenset().union(*(one.ids for one in alike))
        return {one["_id"]: one for one in collection.where("_id", ids, alike[0].projection, FOUND_AT_ONCE)}
