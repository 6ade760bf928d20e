"""A feed: the event log of one service, some of its types, read page by page from a cursor.

A page is the same whenever it is asked for again, though the log grows. Therefore a cursor holds two positions: after
which event to go on, and how far the log was known to reach when the cursor was given. Up to there the log does not
change, so a reader that is behind gets full pages. A reader that has caught up gets the next commit alone: where that
ends does not change either. Only an empty page is no promise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Any

import orjson

from shared.feeds import cursors
from shared.feeds.cursors import Cursor
from shared.feeds.log import Log, Stretch
from shared.store.logbook import Head, Logbook
from shared.store.nearby import nearby

Sees = Callable[[Sequence[dict[str, Any]]], Iterable[bool]]
MOST_LOOKS = 100
"""Parts of a log of which one request is shown nothing."""


@dataclass(frozen=True)
class Feed:
    """A feed.

    Attributes:
        name: part of its cursors.
        types: of the events that it shows.
        sees: of some events, which the reader may see; None for one who may see all.
    """

    name: str
    types: tuple[str, ...]
    sees: Sees | None = None


@dataclass(frozen=True)
class Page:
    """Events, oldest first, as the texts that are kept, and the cursor of the page that follows.

    Attributes:
        whole: the stretch of the log that it shows all of; None where the reader may see a part.
    """

    texts: Sequence[bytes]
    next: Cursor
    whole: Stretch | None = None

    @property
    def is_at_the_end(self) -> bool:
        """Whether it is empty because nothing follows yet."""
        return not self.texts and self.next.after == self.next.known


def read_page(log: Log, feed: Feed, cursor: Cursor, limit: int, head: Head) -> Page:
    """The events after a cursor: at most `limit`, none when the reader has caught up with `head`, the log's end.

    Where `MOST_LOOKS` parts of the log have none that the reader may see, the page is empty too, and the next one goes
    on behind them.

    Raises:
        ForeignCursor, OutdatedCursor: the cursor was given for another log.
        ForgottenPosition: the log no longer goes back so far.
    """
    after = cursor.after
    # Who has caught up needs few commits and asks for three things of them: one question has all.
    book = nearby(log.book, after, head.position) if after == cursor.known else log.book
    cursors.check_log(book, cursor, head)
    texts: Sequence[bytes] = []
    stretch, looks = Stretch([]), 0
    while after < head.position and not texts and (feed.sees is None or looks < MOST_LOOKS):
        upto = min(after + limit, _settled(book, after, cursor.known))
        stretch = log.stretch(feed.types, after, upto, book)
        texts = _seen(feed.sees, stretch.texts)
        after, looks = upto, looks + 1
    return Page(texts, cursors.following(book, cursor, after, head), None if feed.sees else stretch)


def read_next(log: Log, feed: Feed, page: Page, limit: int, *, pack: bool) -> None:
    """Begin to read what follows a page, while its reader takes it; see `Log.read_ahead`."""
    after, known = page.next.after, page.next.known
    if after < known:
        log.read_ahead(feed.types, after, min(after + limit, known), pack=pack and page.whole is not None)


def _seen(sees: Sees | None, texts: Sequence[bytes]) -> Sequence[bytes]:
    """Those of some events that the reader may see. Who sees all has none of them read; nobody has one written anew."""
    return list(compress(texts, sees([orjson.loads(one) for one in texts]))) if sees and texts else texts


def _settled(book: Logbook, after: int, known: int) -> int:
    """A position after `after` at which a page ends today as on any later day."""
    return known if known > after else book.commit_end(after + 1)
