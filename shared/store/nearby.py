"""The end of a log, read in one question: who follows it needs the commits that came since, and the one before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pymongo import ASCENDING

from shared.store.client import Document
from shared.store.logbook import FIRST_LOOK, Logbook


@dataclass(frozen=True)
class Nearby(Logbook):
    """A log of which the commits that end between two positions are in hand, in order; all else of it is looked up."""

    begin: int = 0
    end: int = 0
    commits: Sequence[Document] = ()

    def _that_hold(self, after: int, upto: int) -> Iterator[Document]:
        if not self.begin <= after <= upto <= self.end:
            return super()._that_hold(after, upto)
        return (one for one in self.commits if one["last"] > after and one["first"] <= upto)

    def _first_that_ends(self, position: int, projection: Document | None = None) -> Document | None:
        held = (one for one in self.commits if one["last"] >= position) if position >= self.begin else iter(())
        return next(held, None) or super()._first_that_ends(position, projection)

    def _that_ends(self, position: int) -> Document | None:
        held = next((one for one in self.commits if one["last"] == position), None)
        return held or super()._that_ends(position)


def nearby(book: Logbook, after: int, head: int) -> Logbook:
    """A log with what came behind a position up to its end, where that is little; the log alone otherwise.

    It has the commit that ends at the position, too: by that a reader who stands there knows the log again.
    """
    if not 0 < head - after <= FIRST_LOOK:
        return book
    query = {**book.of, "last": {"$gte": after, "$lte": head}}
    found = book.database[book.collection].find(query, batch_size=head - after + 2).sort("last", ASCENDING)
    return Nearby(book.database, book.collection, book.of, book.heads, after, head, list(found))
