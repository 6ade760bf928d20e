"""Cursors: where a reader stands in one feed of one log, as an opaque text.

A cursor says of which log it is, and which commit the log had where it ended when the cursor was given. A log that was
restored from an older copy has another identity, and even where nobody gave it one, other commits at these positions
once it has grown past them: so nobody who read on with a cursor from before would miss what lies between
(docs/adr/0054).
"""

from __future__ import annotations

import base64
import binascii
import zlib
from dataclasses import dataclass

from shared.store import logbook
from shared.store.logbook import Head, Logbook

BEFORE_IDENTITIES = 3
"""Parts of a cursor of the form before logs had identities; it is read as it was."""


class UnusableCursor(Exception):
    """A text that no page of this feed follows."""


class MistypedCursor(UnusableCursor):
    """No cursor at all, or not as it was given."""


class ForeignCursor(UnusableCursor):
    """A cursor of another feed, another service or another installation."""


class OutdatedCursor(UnusableCursor):
    """A cursor of this feed whose log is no longer what it was: it was restored from a copy."""


@dataclass(frozen=True)
class Cursor:
    """Where a reader stands: every event up to position `after` is read; the log reached `known` at that time.

    Attributes:
        log: the identity of the log; empty where it had none yet.
        commit: the commit that ended at `known`.
    """

    after: int = 0
    known: int = 0
    log: str = ""
    commit: str = ""


def write(feed: str, cursor: Cursor) -> str:
    """A cursor as an opaque text for URLs."""
    said = f"{feed}:{cursor.after}:{cursor.known}:{cursor.log}:{cursor.commit}"
    return base64.urlsafe_b64encode(f"{said}:{_check(said)}".encode()).decode().rstrip("=")


def read(feed: str, text: str) -> Cursor:
    """The cursor in a text; the empty text is the log's beginning.

    Raises:
        MistypedCursor, ForeignCursor: it is none of this feed.
    """
    if not text:
        return Cursor()
    try:
        said = base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True).decode()
        parts = said.split(":")
        if len(parts) != BEFORE_IDENTITIES:
            said, _, check = said.rpartition(":")
            name, after, known, log, commit = said.split(":")
        else:
            (name, after, known), log, commit, check = parts, "", "", _check(said)
        cursor = Cursor(int(after), int(known), log, commit)
    except (binascii.Error, ValueError):
        raise MistypedCursor(text) from None
    if check != _check(said) or not 0 <= cursor.after <= cursor.known:
        raise MistypedCursor(text)
    if name != feed:
        raise ForeignCursor(text)
    return cursor


def check_log(book: Logbook, cursor: Cursor, head: Head) -> None:
    """Whether the log is still the one that a cursor was given for, up to where it had come then.

    Raises:
        ForeignCursor: it is another installation's.
        OutdatedCursor: the log was restored.
    """
    if not cursor.known:
        return
    if cursor.log and head.log and logbook.origin(cursor.log) != logbook.origin(head.log):
        raise ForeignCursor("another installation's")
    # What was given before logs had identities is of the first one.
    if cursor.log not in ("", head.log) or (not cursor.log and logbook.is_restored(head.log)):
        raise OutdatedCursor("the log was restored")
    if cursor.known > head.position:
        raise OutdatedCursor("this log has not come so far")
    if cursor.commit and book.commit_at(cursor.known) not in ("", cursor.commit):
        raise OutdatedCursor("another commit lies there now")


def following(book: Logbook, cursor: Cursor, after: int, head: Head) -> Cursor:
    """The cursor of a reader who has read up to `after`, in a log that reaches `head`."""
    is_same = (cursor.known, bool(cursor.commit)) == (head.position, True)
    commit = cursor.commit if is_same else book.commit_at(head.position)
    return Cursor(after, head.position, head.log, commit)


def _check(said: str) -> str:
    return f"{zlib.crc32(said.encode()):08x}"
