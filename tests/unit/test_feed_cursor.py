"""Cursors of a feed."""

from __future__ import annotations

import base64

import pytest

from shared.feeds.feed import Cursor, Feed, UnknownCursor, read_cursor, write_cursor

FEED = Feed("recognition", ("stars.changed.v1",))


def test_a_cursor_survives_its_text() -> None:
    """What was written is read."""
    assert Cursor(17, 40) == read_cursor(FEED, write_cursor(FEED, Cursor(17, 40)))


def test_no_cursor_is_the_beginning() -> None:
    """The empty text needs no knowledge of the log."""
    assert Cursor(0, 0) == read_cursor(FEED, "")


@pytest.mark.parametrize(
    "text",
    [
        "!",
        "abc",
        "é",
        *(base64.urlsafe_b64encode(t.encode()).decode() for t in ("x:1:2", "recognition:2:1", "recognition:-1:1")),
    ],
)
def test_other_texts_are_no_cursor(text: str) -> None:
    """Neither noise, nor another feed's cursor, nor positions that cannot be."""
    with pytest.raises(UnknownCursor):
        read_cursor(FEED, text)
