"""What the commands of a group share in one attempt: a session of the store, what they look up, and what they write."""

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
from pymongo.errors import BulkWriteError

from shared.store.bound import VALUES_AT_ONCE, BoundCollection
from shared.store.claims import Alike, Claims
from shared.store.client import Document
from shared.store.together import Place

FOUND_AT_ONCE = 100
"""Ids in one query: those of a few commands are few."""
Found = list[Document]


class Apart(BaseException):
    """This command ends here, and is taken alone or begins again; no use case may take it for a fault that it knows."""


class Lookup(NamedTuple):
    """Documents that a command looks up by their ids, or by a text that they have in another field."""

    place: Place
    alike: Alike
    projection: Mapping[str, Any] | None = None

    @property
    def kin(self) -> tuple[str, str, str, str]:
        """What it has in common with those that can be asked together with it."""
        return self.place[0].name, self.place[1], self.alike.field, repr(self.projection)


class Writing(NamedTuple):
    """What a command inserts, and then changes, in a collection."""

    place: Place
    documents: Sequence[Document]
    operations: Sequence[Any] = ()


@dataclass
class Step:
    """What a command asks of the store, and waits for.

    Attributes:
        found, error: the answer; neither where the store does nothing more.
    """

    who: greenlet
    writing: Writing | None
    lookup: Lookup | None
    found: Found | None = None
    error: Exception | None = None


class Sharing:
    """One session for several commands, in one thread.

    They go in step: who asks something of the store waits until all others do too, or have ended. Then all that they
    write in a collection is one insertion and one bulk, and all that they look up there one query: none meets what
    another one writes (`claims`), so that their order is no matter. Each is a greenlet, since to wait for others in
    threads took three times what they did.

    Attributes:
        failure: the store's first error, after which it does nothing more for this transaction.
    """

    def __init__(self, session: ClientSession) -> None:
        self.session = session
        self.claims = Claims()
        self.failure: Exception | None = None
        self._waiting: list[Step] = []

    def run(self, works: Sequence[tuple[Callable[[], None], Context]]) -> None:
        """Do the works to their ends, each in what it knows of its request."""
        for work, context in works:
            begun = greenlet(work)
            begun.gr_context = context
            begun.switch()
        while self._waiting:
            steps, self._waiting = self._waiting, []
            self._take(steps)
            for one in steps:
                one.who.switch()

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

    def ask(self, writing: Writing | None, lookup: Lookup | None = None) -> Found:
        """Write, then look up, together with what the others write and want; the documents that exist.

        Raises:
            Apart: the store does nothing more.
            PyMongoError: what is written here is what it does not take.
        """
        here = getcurrent()
        step = Step(here, writing, lookup)
        self._waiting.append(step)
        here.parent.switch()
        if step.error is not None:
            raise step.error
        if step.found is None:
            raise Apart
        return step.found

    def _take(self, steps: Sequence[Step]) -> None:
        try:
            with self.at_store():
                self._write([one for one in steps if one.writing])
                self._find([one for one in steps if one.lookup])
        except (Exception, Apart):  # the attempt raises the failure when all have ended
            return
        for one in steps:
            one.found = one.found or []

    def _write(self, steps: Sequence[Step]) -> None:
        places: defaultdict[tuple[str, str], list[tuple[Step, Writing]]] = defaultdict(list)
        for one in steps:
            if one.writing:
                database, name = one.writing.place
                places[database.name, name].append((one, one.writing))
        for some in places.values():
            collection = self._collection(some[0][1].place)
            documents = [(one, document) for one, writing in some for document in writing.documents]
            operations = [(one, operation) for one, writing in some for operation in writing.operations]
            with _blaming([one for one, _ in documents]):
                collection.insert([document for _, document in documents])
            with _blaming([one for one, _ in operations]):
                collection.write([operation for _, operation in operations])

    def _find(self, steps: Sequence[Step]) -> None:
        kin: defaultdict[tuple[str, str, str, str], list[tuple[Step, Lookup]]] = defaultdict(list)
        for one in steps:
            if one.lookup:
                kin[one.lookup.kin].append((one, one.lookup))
        for some in kin.values():
            found = self._found([lookup for _, lookup in some])
            for one, lookup in some:
                # Each has its own copies: what one changes of them is not the others'.
                one.found = [copy.deepcopy(document) for document in found if lookup.alike.has(document)]

    def _found(self, lookups: Sequence[Lookup]) -> Found:
        """Of lookups of one kin all that exist, each once."""
        field, values = lookups[0].alike.field, frozenset[str]().union(*(one.alike.values for one in lookups))
        at_once = FOUND_AT_ONCE if field == "_id" else VALUES_AT_ONCE
        found = self._collection(lookups[0].place).where(field, values, lookups[0].projection, at_once)
        return list({one["_id"]: one for one in found}.values())

    def _collection(self, place: Place) -> BoundCollection:
        return BoundCollection(*place, self.session)


@contextmanager
def _blaming(owners: Sequence[Step]) -> Iterator[None]:
    """Whose document or change the store does not take is told so."""
    try:
        yield
    except BulkWriteError as error:
        if errors := (error.details or {}).get("writeErrors"):
            owners[errors[0]["index"]].error = error
        raise
