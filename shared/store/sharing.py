"""What the commands of a group share in one attempt: a session of the store, and the looking up by id."""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import Context
from dataclasses import dataclass
from typing import Any, NamedTuple

from greenlet import getcurrent, greenlet
from pymongo.client_session import ClientSession
from pymongo.database import Database

from shared.store.bound import BoundCollection
from shared.store.claims import Claims
from shared.store.client import Document

FOUND_AT_ONCE = 100
"""Ids in one query: those of a few commands are few."""
Found = list[Document] | None


class Apart(BaseException):
    """This command ends here, and is taken alone or begins again; no use case may take it for a fault that it knows."""


@dataclass(frozen=True)
class Lookup:
    """Documents that a command looks up by id, and waits for."""

    database: Database[Document]
    collection: str
    ids: frozenset[str]
    projection: Mapping[str, Any] | None

    @property
    def place(self) -> tuple[str, str, str]:
        """What it has in common with those that can be asked together with it."""
        return self.database.name, self.collection, repr(self.projection)


class Waiting(NamedTuple):
    """Who waits for what."""

    who: greenlet
    lookup: Lookup


class Sharing:
    """One session for several commands, in one thread.

    They go in step: who looks something up waits until all others do too, or have ended. Then all that they want of a
    collection is one query. Each is a greenlet, since to wait for others in threads took three times what they did.

    Attributes:
        failure: the store's first error, after which it does nothing more for this transaction.
    """

    def __init__(self, session: ClientSession) -> None:
        self.session = session
        self.claims = Claims()
        self.failure: Exception | None = None
        self._waiting: list[Waiting] = []

    def run(self, works: Sequence[tuple[Callable[[], None], Context]]) -> None:
        """Do the works to their ends, each in what it knows of its request."""
        for work, context in works:
            begun = greenlet(work)
            begun.gr_context = context
            begun.switch()
        while self._waiting:
            waiting, self._waiting = self._waiting, []
            for one, documents in zip(waiting, self._find([one.lookup for one in waiting]), strict=True):
                one.who.switch(documents)

    @contextmanager
    def at_store(self) -> Iterator[None]:
        """Something is asked of the store.

        Raises:
            Apart: it does nothing more.
        """
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
        here = getcurrent()
        self._waiting.append(Waiting(here, lookup))
        found: Found = here.parent.switch()
        if found is None:
            raise Apart
        return found

    def _find(self, asked: Sequence[Lookup]) -> Sequence[Found]:
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
