"""No text of a file is run by the spreadsheet that opens it, and none is lost by that."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.formulas import STARTS, guarded, unguarded

TEXTS = st.text(st.sampled_from([*STARTS, "'", "a", "1", " "])) | st.text()


@given(TEXTS)
def test_a_text_comes_back_as_it_was(text: str) -> None:
    """One that began with the guard by itself, too; and nothing begins like a formula."""
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(tuple(STARTS))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("＝1+1", "'＝1+1"),
        ("－1", "'－1"),
        ("'=1", "''=1"),
        ("a=1", "a=1"),
        ("'a", "'a"),
        ("23.1", "23.1"),
    ],
)
def test_only_what_would_be_run_is_guarded(text: str, shown: str) -> None:
    """By the mark that people write there themselves."""
    assert guarded(text) == shown
