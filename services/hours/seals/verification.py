"""Verification: the whole ledger beside its seals, read once, seal by seal, in memory that does not grow with it.

A seal's leaves give the tree's root, which is signed, so they are what was sealed; each stored entry must give its
leaf. Where they do not give the root, the log says which of them stand where they did not. What has no seal must be
told in the log.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple

import orjson
from pymongo.database import Database

from services.hours.ledger import repository as ledger
from services.hours.seals import repository
from services.hours.seals.domain import TOLD_BY, Told, leaf_of, told
from services.hours.seals.findings import Finding, of_seal, print_of, seal_in
from shared.events import texts
from shared.merkle import Frontier
from shared.seals import seal_of
from shared.store import outbox
from shared.store.client import Document
from shared.store.logbook import Logbook

AT_ONCE = 2_000
"""Entries that are read and compared together."""
NAMES_AT_ONCE = 1_000_000
"""Entries' names that are held when what nobody sealed is looked for."""
Tell = Callable[[int], None]


Entries = Sequence[tuple[str, bytes]]
"""Names and leaves, in their order."""


@dataclass
class Verification:
    """One verification of a ledger.

    Attributes:
        entries, seals, unsealed: how many there are, and how many entries have no seal yet.
        hashing, reading: seconds that were spent on leaves and trees, and on the store.
    """

    database: Database[Document]
    entries: int = 0
    seals: int = 0
    unsealed: int = 0
    hashing: float = 0.0
    reading: float = 0.0
    _is_doubtful: bool = False

    def findings(
        self, published: Mapping[int, bytes] | None = None, tell: Tell = lambda done: None
    ) -> Iterator[Finding]:
        """All that is not as it was sealed; nothing where all is.

        Args:
            published: by number what `print_of` gives for seals that were published.
            tell: is told how many entries are done.
        """
        keys = {one["_id"]: bytes(one["public"]) for one in repository.keys(self.database)}
        others, tree = dict(published or {}), Frontier()
        before: Document | None = None
        for document in repository.in_order(self.database):
            seal, last = seal_in(document), seal_of(before) if before else None
            if seal is None:
                self._is_doubtful = True
                yield Finding("unfit", int(document["_id"]))
                continue
            yield from of_seal(seal, last, keys)
            if others.pop(seal.number, None) not in (None, print_of(seal)):
                yield Finding("other", seal.number)
            found, entries, tree = self._sealed(document, before, tree)
            yield from found
            for part in _parts(entries):
                yield from self._stored(part, seal.number)
            self.seals, self.entries, before = self.seals + 1, self.entries + len(entries), document
            tell(self.entries)
        yield from (Finding("gone", number) for number in sorted(others))
        yield from self._rest(before["position"] if before else 0)

    def _sealed(
        self, document: Document, before: Document | None, tree: Frontier
    ) -> tuple[list[Finding], Entries, Frontier]:
        """What a seal seals, as it stands beside it if that gives the root, else as the log tells it; and the tree."""
        number, root = document["number"], document["root"]
        with self._reading():
            beside = _beside(self.database, document)
        if beside and tree.size != beside.before.size:
            tree = beside.before
        if beside:
            grown = self._grown(tree, beside.entries)
            if (grown.size, grown.root.hex()) == (document["size"], root):
                return [], beside.entries, grown
        with self._reading():
            told_then = [(one.entry, one.leaf) for one in self._told(before["position"] if before else 0, document)]
        self._is_doubtful = True
        grown, entries = self._grown(tree, told_then), beside.entries if beside else []
        moved = [then for (then, _), (now, _) in zip(told_then, entries, strict=False) if then != now]
        found = [Finding("unfit" if beside else "bare", number), *(Finding("moved", number, one) for one in moved)]
        return found, told_then, grown

    def _stored(self, entries: Entries, seal: int | None) -> Iterator[Finding]:
        """Whether entries are in the ledger as they were."""
        with self._reading():
            stored = ledger.called(self.database, [name for name, _ in entries])
        with self._hashing():
            made = {name: _leaf_of(one) for name, one in stored.items()}
        for name, leaf in entries:
            if name not in made:
                self._is_doubtful = True
                yield Finding("removed", seal, name)
            elif made[name] != leaf:
                yield Finding("changed", seal, name)

    def _rest(self, position: int) -> Iterator[Finding]:
        """What has no seal: it must be told in the log, and be as it was told."""
        counted = ledger.count(self.database)
        names = set[str]()
        for part in _parts([(one.entry, one.leaf) for one in self._unsealed(position)]):
            yield from self._stored(part, None)
            names.update(name for name, _ in part)
        self.unsealed = len(names)
        if self._is_doubtful or counted != self.entries + self.unsealed:
            added = sorted(self._unknown(names))
            since = {one.entry for one in self._unsealed(position)} if added else set()
            yield from (Finding("added", None, name) for name in added if name not in since)

    def _unknown(self, unsealed: set[str]) -> Iterator[str]:
        """The entries of the ledger that no seal names, found in as many passes as keep memory small."""
        passes = 1 + self.entries // NAMES_AT_ONCE
        for turn in range(passes):
            known = {name for name in self._names() if zlib.crc32(name.encode()) % passes == turn}
            for name in ledger.names(self.database):
                if zlib.crc32(name.encode()) % passes == turn and name not in known and name not in unsealed:
                    yield name

    def _names(self) -> Iterator[str]:
        before: Document | None = None
        for document in filter(seal_in, repository.in_order(self.database)):
            beside = _beside(self.database, document)
            yield from (name for name, _ in beside.entries) if beside else ()
            if beside is None or document["number"] != (before["number"] + 1 if before else 1):
                # What a seal had that is gone was not added by hand.
                yield from (one.entry for one in self._told(before["position"] if before else 0, document))
            before = document

    def _told(self, after: int, document: Document) -> Iterator[Told]:
        """The entries that the log tells of from a position to a seal's."""
        return _entries_in(text for _, text in Logbook(self.database).read_texts(after, document["position"]))

    def _unsealed(self, after: int) -> Iterator[Told]:
        """The entries that the log tells of behind a position, and those that wait to be told."""
        waiting = [one["events"] for one in outbox.pending(self.database, 0)]
        book = Logbook(self.database)
        yield from _entries_in(text for _, text in book.read_texts(after, book.head().position))
        yield from (told(one) for batch in waiting for one in orjson.loads(batch) if one["type"] in TOLD_BY)

    def _grown(self, tree: Frontier, entries: Entries) -> Frontier:
        with self._hashing():
            grown = tree.grown(leaf for _, leaf in entries)
            _ = grown.root
        return grown

    @contextmanager
    def _reading(self) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.reading += time.perf_counter() - began

    @contextmanager
    def _hashing(self) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.hashing += time.perf_counter() - began


class Beside(NamedTuple):
    """What is stored beside a seal."""

    entries: Entries
    before: Frontier


def _beside(database: Database[Document], document: Document) -> Beside | None:
    """What is stored beside a seal; None where it is gone, or not of its form."""
    try:
        found = repository.entries_of(database, document)
        if found is None:
            return None
        return Beside(list(zip(found.entries, found.window.leaves, strict=True)), found.window.before)
    except (KeyError, TypeError, ValueError):
        return None


def _leaf_of(entry: Document) -> bytes | None:
    """An entry's leaf; None for what no version ever wrote."""
    try:
        return leaf_of(entry)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        return None


def _entries_in(found: Iterable[bytes]) -> Iterator[Told]:
    return (told(orjson.loads(text)) for text in found if texts.type_of(text) in TOLD_BY)


def _parts(entries: Entries) -> Iterator[Entries]:
    return (entries[start : start + AT_ONCE] for start in range(0, len(entries), AT_ONCE))
