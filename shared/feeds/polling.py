"""A feed over HTTP: pages of CloudEvents (JSON batch format), with long polling for readers that have caught up."""

from __future__ import annotations

import threading
import time

from flask import Response, current_app, request

from shared.events import texts
from shared.feeds import cursors
from shared.feeds.cursors import ForeignCursor, MistypedCursor, OutdatedCursor
from shared.feeds.feed import Feed, Page, read_next, read_page
from shared.feeds.log import ForgottenPosition, Log, packed
from shared.intake.asked import Asked
from shared.intake.fields import cursor
from shared.intake.numbers import Whole
from shared.languages import BETWEEN
from shared.store.logbook import Head, Logbook
from shared.web.problems import Problem

CONTENT_TYPE = "application/cloudevents-batch+json"
CURSOR_HEADER = "Kapok-Cursor"
BATCH = {"type": "array", "items": {"type": "object"}}
HEADERS = {
    CURSOR_HEADER: {"description": "the `after` of the next page", "required": True, "schema": {"type": "string"}},
    "Link": {"description": "the next page", "required": True, "schema": {"type": "string"}},
}
LARGEST_PAGE, LONGEST_WAIT = 1_000, 30
LEAST_PACKED = 1_000
"""Bytes of a page that is worth compressing for who takes that."""
LOG = "kapok feeds"
NO_CURSOR, ANOTHERS = "is not a cursor of this feed", "is a cursor of another feed, service or installation"
OUTDATED = "the log was restored from a copy after this cursor was given, and may tell other events now"
RECONCILE = "begin again without a cursor, or reconcile by the export"
NO_ROOM = "too many readers wait for news; come again later, or ask without a timeout"
PAUSE_SECONDS = 5
LOOK_EVERY = 0.05
WAITING = threading.BoundedSemaphore(6)
"""Readers that may wait at a time in this process: fewer than it has threads, so that others are still served."""


class Lookout:
    """Where logs end, looked up for all of a process's waiting readers together."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: dict[str, tuple[float, Head]] = {}

    def head(self, book: Logbook) -> Head:
        """Where the log ends, as it was `LOOK_EVERY` seconds ago or later."""
        with self._lock:
            looked, head = self._seen.get(book.name, (0.0, Head()))
            if time.monotonic() - looked >= LOOK_EVERY:
                head = book.head()
                self._seen[book.name] = time.monotonic(), head
            return head


LOOKOUT = Lookout()


class FeedQuery(Asked):
    """Which page of a feed."""

    after = cursor(
        load_default="", metadata={"description": f"the {CURSOR_HEADER} of the page before; empty for the beginning"}
    )
    limit = Whole(1, LARGEST_PAGE, load_default=100, metadata={"description": "most events of the page"})
    timeout = Whole(
        0,
        LONGEST_WAIT,
        load_default=0,
        metadata={"description": "seconds to wait for an event where there is none yet"},
    )


def answer(book: Logbook, feed: Feed, after: str, limit: int, timeout: int) -> Response:
    """The page after a cursor; an empty one after `timeout` seconds without an event.

    Raises:
        Problem: 422 for a text that is no cursor or another feed's, 410 for a page that is no longer kept or a log that
            was restored, 503 where it would have to wait and too many do.
    """
    log = _log(book)
    try:
        page = _page_or_wait(log, feed, after, limit, timeout)
    except MistypedCursor:
        raise Problem(422, f"after is not a cursor of the feed {feed.name}", [_wrong(NO_CURSOR)]) from None
    except ForeignCursor:
        raise Problem(422, f"after is not a cursor of the feed {feed.name}", [_wrong(ANOTHERS)]) from None
    except OutdatedCursor:
        raise Problem(410, BETWEEN.join((OUTDATED, RECONCILE))) from None
    except ForgottenPosition as error:
        raise Problem(410, BETWEEN.join((str(error), RECONCILE))) from None
    cursor = cursors.write(feed.name, page.next)
    following = f"{request.script_root}{request.path}?after={cursor}&limit={limit}"
    headers = {CURSOR_HEADER: cursor, "Link": f'<{following}>; rel="next"'}
    takes_packed = request.accept_encodings["gzip"] > 0
    read_next(log, feed, page, limit, pack=takes_packed)
    return _response(page, headers, takes_packed=takes_packed)


def _log(book: Logbook) -> Log:
    """The application's own, for all who read a log's feeds."""
    known = current_app.extensions
    name = f"{LOG} {book.name}"
    found: Log = known.get(name) or known.setdefault(name, Log(book.database, book))
    return found


def _response(page: Page, headers: dict[str, str], *, takes_packed: bool) -> Response:
    answer = Response(headers={**headers, "Vary": "Accept-Encoding"}, content_type=CONTENT_TYPE)
    if takes_packed and sum(map(len, page.texts)) >= LEAST_PACKED:
        answer.headers["Content-Encoding"] = "gzip"
        answer.data = page.whole.packed if page.whole else packed(texts.join(page.texts))
    else:
        answer.data = texts.join(page.texts)
    return answer


def _page_or_wait(log: Log, feed: Feed, after: str, limit: int, timeout: int) -> Page:
    deadline = time.monotonic() + timeout
    cursor = cursors.read(feed.name, after)
    head = log.book.head()
    page = read_page(log, feed, cursor, limit, head)
    while page.is_at_the_end and (grown := _grown(log.book, head, deadline)):
        head = grown
        page = read_page(log, feed, cursor, limit, head)
    return page


def _grown(book: Logbook, head: Head, deadline: float) -> Head | None:
    """Sleep until the log grows beyond `head`; where it ends then, or None if it does not in time.

    Raises:
        Problem: 503, as this process has no room to wait.
    """
    if time.monotonic() >= deadline:
        return None
    if not WAITING.acquire(blocking=False):
        raise Problem(503, NO_ROOM, headers={"Retry-After": str(PAUSE_SECONDS)}, check="no_room_to_wait")
    try:
        while (seen := LOOKOUT.head(book)).position <= head.position and time.monotonic() < deadline:
            time.sleep(LOOK_EVERY)
        return seen if seen.position > head.position else None
    finally:
        WAITING.release()


def _wrong(reason: str) -> dict[str, str]:
    return {"field": "after", "reason": reason}
