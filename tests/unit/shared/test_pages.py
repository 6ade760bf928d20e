"""Cursors of pages: what they name comes back as it was, and nothing else is one."""

from __future__ import annotations

import base64

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.web import pages
from shared.web.problems import Problem

LIST = "shifts by shift_ref"
OTHERS = st.text() | st.recursive(st.none() | st.booleans() | st.text(), st.lists, max_leaves=5).map(orjson.dumps)


def kinds_in(cursor: str, count: int) -> list[type] | int:
    """Of what kind the things are that a cursor names, or the status of its refusal."""
    try:
        return [type(one) for one in pages.position(cursor, count, LIST)]
    except Problem as problem:
        return problem.status


@given(texts=st.lists(st.text()))
def test_a_cursor_leads_back_to_its_texts(texts: list[str]) -> None:
    """Whatever is in them, line ends and quotes too."""
    assert pages.position(pages.cursor(*texts, of=LIST), len(texts), LIST) == texts


@given(other=OTHERS, count=st.integers(1, 3))
def test_what_is_no_cursor_is_refused(other: str | bytes, count: int) -> None:
    """Whoever made it: as texts in the number that is asked for, or as a problem of the caller."""
    cursor = base64.urlsafe_b64encode(other).decode() if isinstance(other, bytes) else other
    assert kinds_in(cursor, count) in ([str] * count, 422)


@pytest.mark.parametrize(("of", "count"), [(LIST, 1), (LIST, 3), ("shifts by region", 2), ("sites by site_ref", 2)])
def test_the_cursor_of_another_list_is_refused(of: str, count: int) -> None:
    """It names other things, or stands in another order: records would be skipped without a word."""
    with pytest.raises(Problem):
        pages.position(pages.cursor("a", "b", of=of), count, LIST)
