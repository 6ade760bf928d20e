"""Rebuilding a service's read data from the events, while it and all others run (docs/adr/0012).

The service's own handlers hear the whole history again, in a shadow: a database beside the service's own, whose outbox
no relay reads. Then each document is compared with its shadow, and put right in a transaction of its own where it
differs. Nothing is paused, and at no moment does anybody see half-built data; stopped anywhere, it is run again.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from nameko.extensions import ENTRYPOINT_EXTENSIONS_ATTR
from pymongo.database import Database

from shared.events import texts
from shared.events.catalogue import contract
from shared.messaging import dead_letters
from shared.messaging.entrypoint import OnEvents
from shared.messaging.handler import BatchHandler
from shared.messaging.relay import COMMITS_AT_ONCE
from shared.messaging.replay import pages
from shared.messaging.subscription import Delivery
from shared.messaging.topology import queue_of
from shared.store import outbox
from shared.store.bound import portions
from shared.store.client import Document
from shared.store.read_data import OwnCopy, ReadData
from shared.store.transaction import Store, Transaction

DOCUMENTS_AT_ONCE = 200
MOST_ROUNDS = 100
PUBLISHED_UNMARKED = 5 * COMMITS_AT_ONCE
"""Of how many of the oldest commits without positions somebody may have heard: those of a round, and some to spare."""


class IncompleteLog(Exception):
    """The beginning of a log is no longer kept, so what follows from it cannot be made again."""


class StillChanging(Exception):
    """A document was changed by others each time before it could be put right."""


class Superseded(Exception):
    """Another rebuild of the same service has begun, and has taken the shadow."""


@dataclass
class Tally:
    """What a rebuild found in one collection, as far as it has come."""

    collection: str
    before: int = 0
    after: int = 0
    put_right: int = 0


class Follower:
    """Follows a log from its beginning, so that whatever anybody has heard of it is never missed."""

    def __init__(self, log: Database[Document], types: set[str]) -> None:
        self._log, self._types, self._position = log, types, 0

    def head(self) -> int:
        """How many events the log has."""
        return outbox.head_position(self._log)

    def news(self) -> Iterator[tuple[int, list[bytes]]]:
        """Positions, and the texts of the events of the wanted types up to there; some may come again.

        Raises:
            IncompleteLog: the log does not begin with its first event.
        """
        # What was published is marked a moment later. Looking at the unmarked first, none slips through between.
        unmarked = list(outbox.pending(self._log, PUBLISHED_UNMARKED))
        head = self.head()
        if self._position == 0 < head and next(outbox.read(self._log, 0, 1), (0,))[0] != 1:
            raise IncompleteLog(self._log.name)
        for position, events in pages(self._log, self._position, head):
            yield position, self._wanted(events)
        self._position = head
        for commit in unmarked:
            yield head, self._wanted(texts.split(commit["events"], commit["count"]))

    def _wanted(self, events: Sequence[bytes]) -> list[bytes]:
        return [event for event in events if texts.type_of(event) in self._types]


class Rebuild:
    """One rebuild of one service.

    Args:
        shadow: an empty store of the same service, beside its own.
        logs: the databases of the services whose events it hears.
        worker: the service's class with its handlers.
        is_ours: whether the shadow still belongs to this rebuild.
    """

    def __init__(
        self,
        live: Store,
        shadow: Store,
        logs: Mapping[str, Database[Document]],
        worker: type,
        read_data: Sequence[ReadData],
        *,
        is_ours: Callable[[], bool],
    ) -> None:
        self._live, self._shadow, self._is_ours = live, shadow, is_ours
        wanted = {one for data in read_data for one in data.types}
        self._handlers = {name: one for name, one in handlers(worker, shadow).items() if name in wanted}
        sources = sorted({contract(name).source for name in self._handlers})
        self._followers = [Follower(logs[source], wanted) for source in sources]
        self._told = {data.collection: Follower(live.database, set(data.tells)) for data in read_data if data.tells}

    def events(self) -> int:
        """How many events the logs have that are read."""
        return sum(follower.head() for follower in self._followers)

    def left_out(self) -> int:
        """How many events the handlers could not handle."""
        return dead_letters.count(self._shadow.database)

    def hear(self) -> Iterator[int]:
        """Let the shadow hear everything that is new, in parts; how many events of the logs are read, after each."""
        read = 0
        for follower in self._followers:
            position = 0
            for position, events in follower.news():
                self._handle(events)
                yield read + position
            read += position

    def put_right(self, data: ReadData) -> Iterator[Tally]:
        """Compare every document with its shadow, and put right what differs.

        Raises:
            StillChanging, Superseded: see there.
        """
        if isinstance(data, OwnCopy):
            yield from self._make_again(data)
            return
        tally = Tally(data.collection)
        for identifiers in _identifiers(self._shadow.database, data):
            tally.after += len(identifiers)
            tally.put_right += self._settle(data, identifiers)
            yield tally
        for identifiers in _identifiers(self._live.database, data):
            tally.before += len(identifiers)
            shadowed = _documents(self._shadow.database, data, identifiers)
            tally.put_right += self._settle(data, [one for one in identifiers if one not in shadowed])
            yield tally

    def _make_again(self, data: OwnCopy) -> Iterator[Tally]:
        tally = Tally(data.collection, before=self._live.database[data.collection].count_documents({}))
        for after, put_right in data.make_again(self._live):
            tally.after += after
            tally.put_right += put_right
            yield tally

    def _settle(self, data: ReadData, identifiers: Sequence[str]) -> int:
        restored: set[str] = set()
        for _ in range(MOST_ROUNDS):
            heard = self._heard(data, identifiers)
            seen = _documents(self._live.database, data, identifiers)
            identifiers = [one for one in identifiers if data.view(seen.get(one)) != data.view(heard.get(one))]
            if not identifiers:
                return len(restored)
            # Whatever the service had heard when we looked, the shadow hears now; it may have heard more than that.
            for _ in self.hear():
                pass
            self._recall(data)
            heard = self._heard(data, identifiers)
            if not self._is_ours():
                raise Superseded(self._live.service)
            before = {one: seen.get(one) for one in identifiers}
            restored |= self._live.transact(_restoring(data, before, heard))
        raise StillChanging(f"{data.collection} {identifiers[0]}")

    def _heard(self, data: ReadData, identifiers: Sequence[str]) -> dict[str, Any]:
        data.align(self._live, self._shadow, identifiers)
        return _documents(self._shadow.database, data, identifiers)

    def _recall(self, data: ReadData) -> None:
        if data.collection in self._told:
            for _, events in self._told[data.collection].news():
                data.recall([texts.event_of(event) for event in events])

    def _handle(self, events: Sequence[bytes]) -> None:
        by_type: dict[str, list[Delivery]] = {}
        for event in events:
            delivery = Delivery(None, 0, texts.headers_of(event), texts.body_of(event))
            by_type.setdefault(texts.type_of(event), []).append(delivery)
        for name, deliveries in by_type.items():
            self._handlers[name](deliveries)


def handlers(worker: type, store: Store) -> dict[str, BatchHandler]:
    """The handlers of a service, by type of event, without a broker."""
    found = {}
    for _, method in inspect.getmembers(worker, callable):
        for one in getattr(method, ENTRYPOINT_EXTENSIONS_ATTR, ()):
            if isinstance(one, OnEvents):
                queue, agreed = queue_of(store.service, one.event_type), contract(one.event_type)
                use_case = method.__get__(worker())
                found[one.event_type] = BatchHandler(store, queue, agreed, use_case, use_inbox=one.use_inbox)
    return found


def _restoring(
    data: ReadData, before: Mapping[str, Document | None], heard: Mapping[str, Document]
) -> Callable[[Transaction], set[str]]:
    """The transaction that makes documents what was heard, but for those that are no longer what they were before."""

    def work(transaction: Transaction) -> set[str]:
        now = transaction[data.collection].by_id(before)
        wanted = {
            one: heard.get(one)
            for one, then in before.items()
            if now.get(one) == then and data.view(then) != data.view(heard.get(one))
        }
        if wanted:
            data.restore(transaction, wanted)
        return set(wanted)

    return work


def _identifiers(database: Database[Document], data: ReadData) -> Iterator[list[str]]:
    """The ids of the documents that hold something heard, in parts."""
    documents = database[data.collection].find({}, None if data.is_told_by_contents else {"_id": 1})
    names = (one["_id"] for one in documents if data.view(one) is not None)
    while some := list(islice(names, DOCUMENTS_AT_ONCE)):
        yield some


def _documents(database: Database[Document], data: ReadData, identifiers: Sequence[str]) -> dict[str, Any]:
    found = (database[data.collection].find({"_id": {"$in": list(part)}}) for part in portions(identifiers))
    return {one["_id"]: one for part in found for one in part}
