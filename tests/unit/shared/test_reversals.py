"""Which entries of the ledger count."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shared.rules.reversals import counting, reversal_of

NAMES = st.sampled_from(["a", "again:2:a", "opening:b", "c"])


@given(st.lists(NAMES, unique=True), st.lists(NAMES, unique=True))
def test_what_is_taken_back_does_not_count(credited: list[str], taken: list[str]) -> None:
    """Whether it came before what takes it back, after it, or not at all."""
    entries = dict.fromkeys([*map(reversal_of, taken), *credited])
    assert [one for one in credited if one not in taken] == list(counting(entries))
