"""A service's log as its feeds read it: in stretches, each read once for all readers, the next one before it is asked.

What is kept for a while is the log, not what a reader was shown: who may see less is shown less of the same stretch.
"""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

import pymongo
from pymongo.database import Database

from shared.events import texts
from shared.store.client import Document
from shared.store.logbook import Logbook

KEPT_SECONDS, KEPT_BYTES = 30.0, 8 * 1024 * 1024
MOST_AHEAD, THREADS, AHEAD_SECONDS = 8, 2, 5
LEVEL = 1
"""Of gzip: the higher ones take three times as long to save a fifth more."""
Types = tuple[str, ...]
Place = tuple[Types, int, int]


class ForgottenPosition(Exception):
    """The events after this cursor are no longer kept."""


def packed(batch: bytes) -> bytes:
    """The same, compressed; always to the same bytes."""
    return gzip.compress(batch, LEVEL, mtime=0)


@dataclass(frozen=True)
class Stretch:
    """The events of some types between two positions, as the texts that are kept."""

    texts: Sequence[bytes]

    @cached_property
    def packed(self) -> bytes:
        """The whole of it as a compressed batch."""
        return packed(texts.join(self.texts))

    @cached_property
    def size(self) -> int:
        """Bytes of its texts."""
        return sum(map(len, self.texts))


@dataclass
class Kept:
    """A stretch that was read, or is being read ahead, since a moment; until it is wanted the first time.

    Attributes:
        size: bytes, as far as they are read.
    """

    stretch: Future[Stretch]
    since: float
    is_wanted: bool = False
    size: int = 0


class Log:
    """One service's log, or a partner's, for all readers of a process."""

    def __init__(self, database: Database[Document], book: Logbook | None = None) -> None:
        self.database, self.book = database, book or Logbook(database)
        self._lock = threading.Lock()
        self._kept: dict[Place, Kept] = {}
        self._size = 0
        self._threads = ThreadPoolExecutor(THREADS, "ahead")

    @property
    def held(self) -> dict[Place, int]:
        """Bytes of what is read and held, oldest first."""
        with self._lock:
            return {place: one.size for place, one in self._kept.items() if one.size}

    def stretch(self, types: Types, after: int, upto: int, book: Logbook | None = None) -> Stretch:
        """The events of some types behind a position up to another one, which the log has reached.

        Args:
            book: where to read them, if they are there in hand.

        Raises:
            ForgottenPosition: the log no longer goes back so far.
        """
        place = types, after, upto
        with self._lock:
            self._forget()
            kept = self._kept.get(place)
        # What no thread has begun is read here; what failed ahead may have failed for having little time.
        if kept and not kept.stretch.cancel():
            kept.is_wanted = True
            with suppress(Exception):
                return kept.stretch.result()
        found: Future[Stretch] = Future()
        found.set_result(self._read(book or self.book, *place))
        now_kept = Kept(found, time.monotonic(), is_wanted=True)
        with self._lock:
            self._drop(place)
            self._kept[place] = now_kept
        self._note_size(place, now_kept)
        return found.result()

    def read_ahead(self, types: Types, after: int, upto: int, *, pack: bool) -> None:
        """Begin to read what is likely to be asked for next, unless too much of that waits already.

        Args:
            pack: whether to compress it, too.
        """
        place = types, after, upto
        with self._lock:
            self._forget()
            if place in self._kept or sum(not one.is_wanted for one in self._kept.values()) >= MOST_AHEAD:
                return
            kept = self._kept[place] = Kept(self._threads.submit(self._ahead, place, pack), time.monotonic())
        kept.stretch.add_done_callback(lambda _: self._note_size(place, kept))

    def _ahead(self, place: Place, pack: bool) -> Stretch:
        with pymongo.timeout(AHEAD_SECONDS):
            found = self._read(self.book, *place)
        if pack:
            _ = found.packed
        return found

    def _read(self, book: Logbook, types: Types, after: int, upto: int) -> Stretch:
        pairs = list(book.read_texts(after, upto))
        if not pairs or pairs[0][0] != after + 1:
            raise ForgottenPosition(f"the event at position {after + 1} is no longer kept")
        return Stretch([text for _, text in pairs if texts.type_of(text) in types])

    def _note_size(self, place: Place, kept: Kept) -> None:
        """It is read, if it could be; nobody adds up what is held anew for each reader."""
        if kept.stretch.cancelled() or kept.stretch.exception():
            return
        with self._lock:
            if self._kept.get(place) is kept:
                kept.size = kept.stretch.result().size
                self._size += kept.size
                self._forget()

    def _forget(self) -> None:
        """What is old, and the oldest of what is too much: what was deleted from the log is not shown much longer."""
        oldest = time.monotonic() - KEPT_SECONDS
        while self._kept:
            place, one = next(iter(self._kept.items()))
            if one.since >= oldest and self._size <= KEPT_BYTES:
                return
            self._drop(place)

    def _drop(self, place: Place) -> None:
        dropped = self._kept.pop(place, None)
        self._size -= dropped.size if dropped else 0
