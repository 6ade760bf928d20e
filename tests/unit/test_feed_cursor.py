"""Cursors of a feed."""

from __future__ import annotations

import base64

import pytest

from shared.feeds.cursors import Cursor, ForeignCursor, MistypedCursor, read, write

FEED = "recognition"


def test_a_cursor_survives_its_text() -> None:
    """What was written is read."""
    cursor = Cursor(17, 40, "0123abcd.9876fedc", "0123456789ab")
    assert cursor == read(FEED, write(FEED, cursor))


def test_no_cursor_is_the_beginning() -> None:
    """The empty text needs no knowledge of the log."""
    assert Cursor(0, 0) == read(FEED, "")


@pytest.mark.parametrize(
    "text",
    [
        "!",
        "abc",
        "é",
        *(
            base64.urlsafe_b64encode(t.encode()).decode()
            for t in ("recognition:2:1", "recognition:-1:1", "a:1:2:b:c:d")
        ),
    ],
)
def test_other_texts_are_no_cursor(text: str) -> None:
    """Neither noise, nor positions that cannot be."""
    with pytest.raises(MistypedCursor):
        read(FEED, text)


def test_one_wrong_character_is_noticed() -> None:
    """Wherever it stands, it makes no other cursor."""
    text = write(FEED, Cursor(17, 40, "0123abcd", "0123456789ab"))
    for place in range(len(text)):
        typed = text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :]
        with pytest.raises((MistypedCursor, ForeignCursor)):
            read(FEED, typed)


def test_another_feeds_cursor_is_told_from_noise() -> None:
    """So that its owner looks for the right thing."""
    with pytest.raises(ForeignCursor):
        read(FEED, write("rosters", Cursor(1, 2)))
