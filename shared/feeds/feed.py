"""A feed: the event log of one service, some of its types, read page by page from a cursor.

A page is the same whenever it is asked for again, though the log grows. Therefore a cursor holds two positions: after
which event to go on, and how far the log was known to reach when the cursor was given. Up to there the log does not
change, so a reader that is behind gets full pages. A reader that has caught up gets the next commit alone: where that
ends does not change either. Only an empty page is no promise.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pymongo.database import Database

from shared.store import outbox
from shared.store.client import Document

Keep = Callable[[Sequence[dict[str, Any]]], list[dict[str, Any]]]
MOST_LOOKS = 100
"""Parts of a log of which one request is shown nothing."""


class UnknownCursor(Exception):
    """A text that is no cursor of this feed."""


class ForgottenPosition(Exception):
    """The events after this cursor are no longer kept."""


@dataclass(frozen=True)
class Feed:
    """A feed.

    Attributes:
        name: part of its cursors.
        types: of the events that it shows.
        keep: of some events those that the reader may see; None for one who may see all.
    """

    name: str
    types: tuple[str, ...]
    keep: Keep | None = None


@dataclass(frozen=True)
class Cursor:
    """Where a reader stands: every event up to position `after` is read; the log reached `known` at that time."""

    after: int = 0
    known: int = 0


@dataclass(frozen=True)
class Page:
    """Structured events, oldest first, and the cursor of the page that follows."""

    events: list[dict[str, Any]]
    next: Cursor

    @property
    def is_at_the_end(self) -> bool:
        """Whether it is empty because nothing follows yet."""
        return not self.events and self.next.after == self.next.known


def write_cursor(feed: Feed, cursor: Cursor) -> str:
    """A cursor as an opaque text for URLs."""
    return base64.urlsafe_b64encode(f"{feed.name}:{cursor.after}:{cursor.known}".encode()).decode().rstrip("=")


def read_cursor(feed: Feed, text: str) -> Cursor:
    """The cursor in a text; the empty text is the log's beginning.

    Raises:
        UnknownCursor: it is no cursor of this feed.
    """
    if not text:
        return Cursor()
    try:
        name, after, known = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().split(":")
        cursor = Cursor(int(after), int(known))
    except (binascii.Error, ValueError):
        raise UnknownCursor(text) from None
    if name != feed.name or not 0 <= cursor.after <= cursor.known:
        raise UnknownCursor(text)
    return cursor


def read_page(database: Database[Document], feed: Feed, cursor: Cursor, limit: int, head: int) -> Page:
    """The events after a cursor: at most `limit`, none when the reader has caught up with `head`, the log's end.

    Where `MOST_LOOKS` parts of the log have none that the reader may see, the page is empty too, and the next one goes
    on behind them.

    Raises:
        UnknownCursor: the cursor is ahead of the log.
        ForgottenPosition: the log no longer goes back so far.
    """
    after = cursor.after
    if cursor.known > head:
        raise UnknownCursor("this log has not come so far")
    events: list[dict[str, Any]] = []
    looks = 0
    while after < head and not events and (feed.keep is None or looks < MOST_LOOKS):
        upto = min(after + limit, _settled(database, after, cursor.known))
        events = [event for event in _range(database, after, upto) if event["type"] in feed.types]
        events = feed.keep(events) if feed.keep and events else events
        after, looks = upto, looks + 1
    return Page(events, Cursor(after, head))


def _settled(database: Database[Document], after: int, known: int) -> int:
    """A position after `after` at which a page ends today as on any later day."""
    return known if known > after else outbox.commit_end(database, after + 1)


def _range(database: Database[Document], after: int, upto: int) -> list[dict[str, Any]]:
    pairs = list(outbox.read_until(database, after, upto))
    if not pairs or pairs[0][0] != after + 1:
        raise ForgottenPosition(f"the event at position {after + 1} is no longer kept")
    return [event for _, event in pairs]
