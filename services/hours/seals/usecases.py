"""Sealing: what hours' log told since the last seal is sealed, in the order of the log.

Of two processes that seal at a time the second one's insert meets a seal of the same number; it then looks what is
left.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import NamedTuple

import orjson
import structlog

from services.hours.seals import repository
from services.hours.seals.domain import MOST_ENTRIES, TOLD_BY, Told, next_seal, packed, told
from shared import clock
from shared.events import texts
from shared.merkle import Frontier
from shared.observability import metrics
from shared.seals import public_of, reference, seal_of
from shared.store.client import Document
from shared.store.logbook import Logbook
from shared.store.transaction import Store, Transaction

log = structlog.get_logger()
READ_AT_ONCE = 2_000
"""Positions of the log."""
SEALS_AT_ONCE = 20
"""Seals of one round, so that a process which is to stop need not wait for a whole ledger."""


class Unsealable(Exception):
    """Nothing can be sealed until somebody mends what the message says."""


class News(NamedTuple):
    """What the log tells behind a position: the entries, and up to where it was read."""

    entries: Sequence[Told]
    position: int


class Sealing:
    """A process's sealing of a ledger.

    Attributes:
        all_sealed_at: the last moment at which all that was told had its seal, as far as this process knows.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._read = (0, 0)
        self.all_sealed_at = clock.now()
        metrics.UNSEALED.labels(store.service).set_function(self.unsealed_seconds)

    def go_on(self) -> int:
        """Seal what is told and has no seal, or the beginning of it where there is much; how many entries."""
        sealed = 0
        try:
            for _ in range(SEALS_AT_ONCE):
                began = clock.now()
                some = self._seal_some()
                if some is None:
                    self.all_sealed_at = began
                    break
                sealed += some
        except Unsealable as error:
            log.error("the ledger is not sealed", reason=str(error))
        return sealed

    def unsealed_seconds(self) -> float:
        """Since when it does not know that all has its seal."""
        return (clock.now() - self.all_sealed_at).total_seconds()

    def _seal_some(self) -> int | None:
        """Make the next seal; how many entries this process sealed by it, None if there is nothing to seal."""
        database = self._store.database
        known, read = self._read
        last = repository.last(database, known)
        number = last["number"] if last else 0
        sealed_until = last["position"] if last else 0
        has_key = bool(self._store.settings.ledger_keys)
        news = self._news(read if number == known else sealed_until, MOST_ENTRIES if has_key else 1)
        if not news.entries:
            self._read = (number, news.position)
            return None
        seed, before = _seed(self._store), _before(self._store, last)
        seal = next_seal(seal_of(last) if last else None, before, news.entries, clock.now(), seed)
        moments = [one.at for one in news.entries]
        document = {
            **seal.plain,
            "entries": len(news.entries),
            "position": news.position,
            "first_at": min(moments),
            "last_at": max(moments),
        }
        entries = packed(before, news.entries)
        return self._store.transact(lambda transaction: _keep(transaction, document, entries, public_of(seed)))

    def _news(self, position: int, most: int) -> News:
        """What the log tells behind a position, up to its end, or to so many entries."""
        book = Logbook(self._store.database)
        head, entries = book.head().position, list[Told]()
        while position < head:
            upto = min(position + READ_AT_ONCE, head)
            for place, text in book.read_texts(position, upto):
                if texts.type_of(text) in TOLD_BY:
                    entries.append(told(orjson.loads(text)))
                    if len(entries) == most:
                        return News(entries, place)
            position = upto
        return News(entries, position)


def _seed(store: Store) -> bytes:
    """The key that signs.

    Raises:
        Unsealable: there is none.
    """
    seed = next(iter(store.settings.ledger_keys.values()), None)
    if seed is None:
        raise Unsealable("there is no key (KAPOK_LEDGER_KEYS); `./kapok secrets --new-ledger-key` makes one")
    return seed


def _before(store: Store, last: Document | None) -> Frontier:
    """The tree with all that is sealed.

    Raises:
        Unsealable: the entries of the last seal are not there any more, or others.
    """
    if last is None:
        return Frontier()
    entries = repository.entries_of(store.database, last)
    if entries is None or entries.after.root.hex() != last["root"]:
        raise Unsealable(f"the entries of seal {last['number']} are not those that it sealed")
    return entries.after


def _keep(transaction: Transaction, seal: Document, entries: dict[str, bytes], public: bytes) -> int:
    """Keep and tell a seal; how many entries it sealed, 0 where another process was first."""
    if transaction.met_copies and repository.is_taken(transaction, seal["number"]):
        return 0
    repository.keep(transaction, seal, entries, public)
    plain = {**seal_of(seal).plain, "entries": seal["entries"]}
    transaction.publish("ledger.sealed.v1", reference(seal["number"]), plain)
    return int(seal["entries"])


@functools.cache
def of(store: Store) -> Sealing:
    """A process's own for a store."""
    return Sealing(store)
