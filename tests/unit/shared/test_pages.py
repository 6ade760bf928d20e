"""Cursors of pages: what they name comes back as it was, and nothing else is one."""

from __future__ import annotations

import base64

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.web import pages
from shared.web.problems import Problem

OTHERS = st.text() | st.recursive(st.none() | st.booleans() | st.text(), st.lists, max_leaves=5).map(orjson.dumps)


def kinds_in(cursor: str, count: int) -> list[type] | int:
    """Of what kind the things are that a cursor names, or the status of its refusal."""
    try:
        return [type(one) for one in pages.position(cursor, count)]
    except Problem as problem:
        return problem.status


@given(texts=st.lists(st.text()))
def test_a_cursor_leads_back_to_its_texts(texts: list[str]) -> None:
    """Whatever is in them, line ends and quotes too."""
    assert pages.position(pages.cursor(*texts), len(texts)) == texts


@given(other=OTHERS, count=st.integers(1, 3))
def test_what_is_no_cursor_is_refused(other: str | bytes, count: int) -> None:
    """Whoever made it: as texts in the number that is asked for, or as a problem of the caller."""
    cursor = base64.urlsafe_b64encode(other).decode() if isinstance(other, bytes) else other
    assert kinds_in(cursor, count) in ([str] * count, 422)


@pytest.mark.parametrize("count", [1, 3])
def test_the_cursor_of_another_list_is_refused(count: int) -> None:
    """It names other things."""
    with pytest.raises(Problem):
        pages.position(pages.cursor("a", "b"), count)
